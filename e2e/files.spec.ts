import { readFile } from 'node:fs/promises';
import { RepositoryClient } from '../tests/harness/push';
import { pushLayers } from '../tests/harness/tar-layer';
import { fileRow, hostilePage, picture, pushFiles, tree } from './files-image';
import { judge } from './judge';
import { expectLive } from './people/stage';
import { expect, test } from './test';

test('the files of all layers are one tree, which says what became of each and which layer did it', async ({
  page,
  empty,
}) => {
  const { path, digest } = await pushFiles(empty.port);
  await page.goto(`${empty.url}/r/team~app/m/${digest}/overview`);
  await page
    .getByRole('navigation', { name: 'Parts of the manifest' })
    .getByRole('link', { name: 'Files' })
    .click();
  await expect(page).toHaveURL(empty.url + path);
  await expect(page.getByText(/^Efficiency 99\.9 %\./)).toBeVisible();
  const etc = fileRow(page, 'etc');
  await expect(etc).toHaveAttribute('aria-expanded', 'false');
  await expect(etc).toHaveAttribute('aria-posinset', '1');
  await expect(etc).toHaveAttribute('aria-setsize', '4');
  await etc.click();
  await expect(etc).toHaveAttribute('aria-expanded', 'true');
  await expect(page).toHaveURL(`${empty.url}${path}?path=etc`);
  const motd = fileRow(page, 'motd');
  await expect(motd).toHaveAttribute('aria-level', '2');
  await expect(motd).toContainText('-rwxr-xr-x');
  await expect(motd).toContainText('changed');
  const removed = fileRow(page, 'old.conf');
  await expect(removed).toContainText('removed by layer 2');
  await expect(removed.locator('s')).toHaveText('old.conf');
  await fileRow(page, 'usr').click();
  await fileRow(page, 'share').click();
  await expect(page).toHaveURL(`${empty.url}${path}?path=usr%2Fshare`);
  await expect(fileRow(page, 'doc.txt')).toContainText('removed by layer 2');
  await expect(fileRow(page, 'new.txt')).toContainText('added');
  await fileRow(page, 'bin').click();
  await expect(fileRow(page, 'tool')).toContainText('-rwsr-xr-x');
  await expect(page.getByRole('treegrid').getByText('leads to tool')).toBeAttached();
  await judge(page, 'files');
  // The address alone opens what it names.
  await page.goto(`${empty.url}${path}?path=usr%2Fbin`);
  await expect(fileRow(page, 'tool')).toBeVisible();
  await expect(fileRow(page, 'motd')).toBeHidden();
  await page.goto(`${empty.url}${path}?path=usr%2Fnothing`);
  await expect(page.getByRole('heading', { name: 'No such folder' })).toBeVisible();
});

test('one layer is shown alone, with its whiteouts, and the layers tab leads to it', async ({
  page,
  empty,
}) => {
  const { path, digest, layers } = await pushFiles(empty.port);
  await page.goto(`${empty.url}/r/team~app/m/${digest}/layers`);
  await page.getByRole('link', { name: 'Open files of layer 2' }).click();
  await expect(page).toHaveURL(`${empty.url}${path}?d=${encodeURIComponent(layers[1] ?? '')}`);
  await expect(page.getByText(/^2 files, .*2 whiteouts/)).toBeVisible();
  await expect(fileRow(page, 'srv')).toBeHidden();
  await fileRow(page, 'etc').click();
  await expect(fileRow(page, 'old.conf')).toContainText('removes what is below');
  await page.getByLabel('Layer', { exact: true }).selectOption({ index: 1 });
  await expect(fileRow(page, 'srv')).toBeVisible();
  await expect(page).toHaveURL(`${empty.url}${path}?d=${encodeURIComponent(layers[0] ?? '')}`);
  await page.getByLabel('Layer', { exact: true }).selectOption({ index: 0 });
  await expect(page).toHaveURL(empty.url + path);
  await expect(page.getByText(/^Efficiency/)).toBeVisible();
});

test('what the layers weigh unpacked, and how much of it is hidden, is told when it is asked for', async ({
  page,
  empty,
}) => {
  const { digest } = await pushFiles(empty.port);
  await page.goto(`${empty.url}/r/team~app/m/${digest}/layers`);
  const rows = page.getByRole('listitem').filter({ hasText: 'Open files' });
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).not.toContainText('unpacked');
  await page.getByRole('button', { name: 'Read the files of all layers' }).click();
  await expect(rows.first()).toContainText('unpacked');
  await expect(rows.first()).toContainText('hidden');
  await expect(rows.last()).not.toContainText('hidden');
  await expect(page.getByText('files that a layer above replaces or removes')).toBeVisible();
  await judge(page, 'layers-figures');
});

test('paths are searched and sorted by size, and the address holds both', async ({ page, empty }) => {
  const { path } = await pushFiles(empty.port);
  await page.goto(empty.url + path);
  const search = page.getByRole('searchbox', { name: 'Search paths' });
  await expectLive(search);
  await search.fill('USR');
  const found = page.getByRole('treegrid', { name: 'Files that were found' });
  await expect(found.getByRole('link', { name: 'usr/bin/tool', exact: true })).toBeVisible();
  await expect(found.getByRole('link', { name: 'etc', exact: true })).toHaveCount(0);
  await expect(page).toHaveURL(`${empty.url}${path}?q=USR`);
  await expect(page.getByRole('status').filter({ hasText: /^\d+ paths match/ })).toBeVisible();
  await found.getByRole('link', { name: 'usr/bin', exact: true }).click();
  await expect(page).toHaveURL(`${empty.url}${path}?path=usr%2Fbin`);
  await expect(fileRow(page, 'tool')).toHaveAttribute('aria-level', '3');
  await page.getByRole('columnheader', { name: 'Size' }).getByRole('link').click();
  await expect(page).toHaveURL(`${empty.url}${path}?path=usr%2Fbin&sort=-size`);
  await expect(page.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'descending');
  await expect(tree(page).getByRole('row').nth(1)).toContainText('var');
  await page.goto(`${empty.url}${path}?q=nothing-is-called-so`);
  await expect(page.getByRole('heading', { name: 'No path matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear search' }).click();
  await expect(fileRow(page, 'var')).toBeVisible();
});

test('a look into a file is text and never more, bytes are in hexadecimal, and what is saved is equal', async ({
  page,
  empty,
}) => {
  const { path } = await pushFiles(empty.port);
  let dialogs = 0;
  page.on('dialog', async (dialog) => {
    dialogs += 1;
    await dialog.dismiss();
  });
  await page.goto(`${empty.url}${path}?path=srv`);
  await fileRow(page, 'index.html').click();
  const look = page.getByRole('dialog', { name: 'index.html' });
  const content = look.getByRole('region', { name: 'Content of index.html' });
  await expect(content).toContainText('<img src=x onerror="alert(1)"><script>alert(2)</script>');
  await expect(content).toContainText('\\u{202e}evil\\u{7}');
  expect(await content.locator('img, script').count()).toBe(0);
  await expect(page).toHaveURL(/[?&]open=sha256%3A[0-9a-f]{64}%3A\d+/);
  const saving = page.waitForEvent('download');
  await look.getByRole('link', { name: 'Download file' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('index.html');
  expect(await readFile(await saved.path(), 'utf8')).toBe(hostilePage);
  await judge(page, 'file-text');
  await page.keyboard.press('Escape');
  await expect(look).toBeHidden();
  await expect(fileRow(page, 'index.html')).toBeVisible();
  await expect(page).toHaveURL(`${empty.url}${path}?path=srv`);

  await fileRow(page, 'logo.png').click();
  const bytes = page.getByRole('dialog', { name: 'logo.png' });
  await expect(bytes.getByText('The first 4.00 KiB of 8.80 KiB are shown')).toBeVisible();
  await expect(bytes.getByText('Binary, PNG by its first bytes.')).toBeVisible();
  await expect(bytes.getByRole('region', { name: 'Bytes of logo.png' })).toContainText(
    '89 50 4e 47 0d 0a 1a 0a  00 00 00 0d 49 48 44 52',
  );
  const savingPicture = page.waitForEvent('download');
  await bytes.getByRole('link', { name: 'Download file' }).click();
  expect(Buffer.compare(await readFile(await (await savingPicture).path()), picture)).toBe(0);
  await judge(page, 'file-bytes');
  expect(dialogs).toBe(0);
});

test('a long file has a mebibyte of its lines, of which those in sight are drawn; links say where they lead', async ({
  page,
  empty,
}) => {
  const { path } = await pushFiles(empty.port);
  await page.goto(`${empty.url}${path}?path=var`);
  await fileRow(page, 'big.log').click();
  const look = page.getByRole('dialog', { name: 'big.log' });
  await expect(look.getByText('The first 1.00 MiB of 1.22 MiB are shown')).toBeVisible();
  const lines = look.locator('[data-line]');
  await expect(lines.first()).toContainText('a line of a log');
  expect(await lines.count()).toBeLessThan(80);
  await look.getByRole('region', { name: 'Content of big.log' }).evaluate((box) => {
    box.scrollTop = box.scrollHeight;
  });
  await expect(lines.filter({ hasText: '65536' })).toBeVisible();
  expect(await lines.count()).toBeLessThan(80);
  await page.keyboard.press('Escape');
  await fileRow(page, 'empty').click();
  await expect(page.getByRole('dialog', { name: 'empty' }).getByText('The file is empty.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goto(`${empty.url}${path}?path=usr%2Fbin`);
  await fileRow(page, 'link').click();
  const link = page.getByRole('dialog', { name: 'link' });
  await expect(link).toContainText('Symbolic link');
  await expect(link.getByText('The link holds nothing but where it leads.')).toBeVisible();
  await expect(link.getByRole('link', { name: 'Show the folder of it' })).toBeVisible();
});

test('names of any kind stay text, and what leads out of its folder leads nowhere', async ({
  page,
  empty,
}) => {
  const client = new RepositoryClient(empty.port, 'team/hostile');
  const { digest } = await pushLayers(client, 'v1', [
    {
      entries: {
        '<img src=x onerror=alert(1)>': 'a',
        'bidi\u202egnp.exe': 'b',
        'bell\u0007': 'c',
        '../../etc/passwd': 'root',
        ' ': 'blank',
        '100%/50%2f': 'd',
      },
    },
  ]);
  let dialogs = 0;
  page.on('dialog', async (dialog) => {
    dialogs += 1;
    await dialog.dismiss();
  });
  await page.goto(`${empty.url}/r/team~hostile/m/${digest}/files`);
  await expect(fileRow(page, '<img src=x onerror=alert(1)>')).toBeVisible();
  await expect(fileRow(page, 'bidi\\u{202e}gnp.exe')).toBeVisible();
  await expect(fileRow(page, 'bell\\u{7}')).toBeVisible();
  await expect(fileRow(page, '“ ”')).toBeVisible();
  const out = tree(page).getByRole('row').filter({ hasText: '../../etc/passwd' });
  await expect(out).toContainText('leads out of its folder');
  await expect(out).not.toHaveAttribute('aria-expanded');
  await fileRow(page, '100%').click();
  await expect(fileRow(page, '50%2f')).toBeVisible();
  await page.reload();
  await expect(fileRow(page, '50%2f')).toBeVisible();
  expect(await page.locator('main img').count()).toBe(0);
  expect(dialogs).toBe(0);
  await judge(page, 'files-hostile');
});

test('of 10,000 files in a folder at most 60 rows are drawn, and no more is asked for than is looked at', async ({
  page,
  empty,
}) => {
  test.setTimeout(120_000);
  const entries = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, at) => [`many/file-${String(at).padStart(5, '0')}`, `${at}`]),
  );
  const client = new RepositoryClient(empty.port, 'team/many');
  const { digest } = await pushLayers(client, 'v1', [{ entries }]);
  const requests: string[] = [];
  page.on('request', (request) => {
    if (/\/api\/v1\/.*\/files\?/.test(request.url())) requests.push(request.url());
  });
  await page.goto(`${empty.url}/r/team~many/m/${digest}/files`);
  await fileRow(page, 'many').click();
  await expect(fileRow(page, 'file-00000')).toHaveAttribute('aria-setsize', '10000');
  const before = requests.length;
  await fileRow(page, 'many').focus();
  // What comes after the last row is loaded when that comes into sight.
  let [seen, drawn] = [0, 0];
  await expect(async () => {
    await page.keyboard.press('End');
    drawn = Math.max(drawn, await tree(page).getByRole('row').count());
    const last = tree(page).locator('[data-tree-key]:focus');
    seen = Number(await last.getAttribute('aria-posinset', { timeout: 1_000 }));
    expect(seen).toBeGreaterThanOrEqual(800);
  }).toPass();
  expect(drawn).toBeLessThanOrEqual(60);
  // Pages of 200, and one that may be on its way.
  expect(requests.length - before).toBeLessThanOrEqual(seen / 200 + 1);
});

test('what is no tar, is not stored, or holds nothing says so in its place', async ({ page, empty }) => {
  const client = new RepositoryClient(empty.port, 'team/odd');
  const { digest, layers } = await pushLayers(client, 'v1', [
    { bytes: Buffer.from('this is no tar'), mediaType: 'application/vnd.oci.image.layer.v1.tar' },
    { entries: {} },
    { entries: { a: 'b' } },
  ]);
  const path = `${empty.url}/r/team~odd/m/${digest}/files`;
  await page.goto(path);
  await expect(page.getByRole('heading', { name: 'The layer is no tar archive' })).toBeVisible();
  await expect(page.getByText('It is about layer 1 of 3.')).toBeVisible();
  await page.goto(`${path}?d=${layers[1]}`);
  await expect(page.getByRole('heading', { name: 'This layer is empty' })).toBeVisible();
  await page.goto(`${path}?d=${layers[2]}`);
  await expect(fileRow(page, 'a')).toBeVisible();
});

test('a layer, a config and a file of an artifact are saved as they were pushed, and a config is copied', async ({
  page,
  empty,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { digest, layers } = await pushFiles(empty.port);
  const client = new RepositoryClient(empty.port, 'team/app');
  const blobOf = async (blob: string) => (await client.getBlob(blob)).body;
  const manifest = JSON.parse(String((await client.getManifest(digest)).body));
  await page.goto(`${empty.url}/r/team~app/m/${digest}/layers`);
  const savingLayer = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download layer 2' }).click();
  const layer = await readFile(await (await savingLayer).path());
  expect(Buffer.compare(layer, await blobOf(layers[1] ?? ''))).toBe(0);
  await page.goto(`${empty.url}/r/team~app/m/${digest}/config`);
  const config = String(await blobOf(manifest.config.digest));
  const savingConfig = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download config' }).click();
  expect(await readFile(await (await savingConfig).path(), 'utf8')).toBe(config);
  await page.getByRole('button', { name: /^Copy the config as it was pushed/ }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(config);
});
