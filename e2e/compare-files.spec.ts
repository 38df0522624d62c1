import type { Page } from '@playwright/test';
import { RepositoryClient } from '../tests/harness/push';
import { pushLayers } from '../tests/harness/tar-layer';
import { judge } from './judge';
import { expectLive } from './people/stage';
import { expect, test } from './test';

const changed = (page: Page, path: string) =>
  page
    .getByRole('table', { name: 'Files that differ' })
    .getByRole('row')
    .filter({ has: page.getByText(path, { exact: true }) });

test('two images are compared by their files when that is asked for', async ({ page, empty }) => {
  const client = new RepositoryClient(empty.port, 'team/app');
  const base = { entries: { 'etc/': {}, 'etc/same': 'same', 'etc/motd': 'one', 'bin/tool': 'tool' } };
  const a = await pushLayers(client, 'v1', [base, { entries: { 'srv/old<b>.html': 'old' } }]);
  const b = await pushLayers(client, 'v2', [
    base,
    {
      entries: {
        'etc/motd': 'the second',
        'bin/tool': { content: 'tool', mode: 0o755, uid: 1000 },
        'srv/new.html': 'new',
      },
    },
  ]);
  await page.goto(`${empty.url}/compare?a=team/app@${a.digest}&b=team/app@${b.digest}`);
  const files = page.getByRole('region', { name: 'Files' });
  const compare = files.getByRole('button', { name: 'Compare files' });
  await expectLive(compare);
  await compare.click();
  await expect(files).toContainText('1 added (3 B), 1 removed (3 B), 1 changed (10 B), 1 in metadata only');
  await expect(changed(page, 'srv/new.html')).toContainText('Added');
  await expect(changed(page, 'srv/old<b>.html')).toContainText('Removed');
  await expect(changed(page, 'etc/motd')).toContainText('3 B to 10 B');
  await expect(changed(page, 'bin/tool')).toContainText('mode -rw-r--r-- to -rwxr-xr-x, owner 0:0 to 1000:0');
  await expect(changed(page, 'etc/same')).toHaveCount(0);
  await judge(page, 'compare-files');
  await files.getByLabel('Which changes').selectOption('Removed');
  await expect(changed(page, 'srv/new.html')).toHaveCount(0);
  await expect(changed(page, 'srv/old<b>.html')).toBeVisible();
  await files.getByLabel('Which changes').selectOption('All changes');
  await files.getByRole('searchbox', { name: 'Search paths that differ' }).fill('MOTD');
  await expect(changed(page, 'bin/tool')).toHaveCount(0);
  await expect(changed(page, 'etc/motd')).toBeVisible();
  await files.getByRole('searchbox').fill('nothing-is-called-so');
  await expect(files.getByText('No path that differs matches')).toBeVisible();
});

test('what is searched and filtered in the files of two images is in the address', async ({
  page,
  empty,
}) => {
  const client = new RepositoryClient(empty.port, 'team/app');
  const base = { entries: { 'etc/motd': 'one', 'etc/issue': 'x' } };
  const one = await pushLayers(client, 'v1', [base, { entries: { 'etc/old.conf': 'old' } }]);
  const two = await pushLayers(client, 'v2', [
    base,
    { entries: { 'etc/motd': 'the second', 'srv/motd.bak': 'b', 'srv/new': 'new' } },
  ]);
  const [a, b] = [one, two].map(({ digest }) => `team/app@${digest}`);
  const files = page.getByRole('region', { name: 'Files' });
  const search = files.getByRole('searchbox', { name: 'Search paths that differ' });
  const shows = async (address: string, q: string, which: string, paths: readonly string[]) => {
    await expect(page).toHaveURL(empty.url + address);
    await expect(search).toHaveValue(q);
    await expect(files.getByLabel('Which changes').locator('option:checked')).toHaveText(which);
    await expect(files.getByRole('row').locator('bdi.font-mono')).toHaveText([...paths]);
  };
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.goto(`${empty.url}/compare?a=${a}&b=${b}`);
  const compare = files.getByRole('button', { name: 'Compare files' });
  await expectLive(compare);
  await compare.click();
  await shows(`/compare?a=${a}&b=${b}&files=all`, '', 'All changes', [
    'etc/motd',
    'etc/old.conf',
    'srv',
    'srv/motd.bak',
    'srv/new',
  ]);
  await search.pressSequentially('MOTD');
  await shows(`/compare?a=${a}&b=${b}&files=all&q=MOTD`, 'MOTD', 'All changes', ['etc/motd', 'srv/motd.bak']);
  await files.getByLabel('Which changes').selectOption('Added');
  const added = `/compare?a=${a}&b=${b}&files=added&q=MOTD`;
  await shows(added, 'MOTD', 'Added', ['srv/motd.bak']);
  await page.reload();
  await shows(added, 'MOTD', 'Added', ['srv/motd.bak']);
  // What was typed letter by letter is one step.
  await page.goBack();
  await expect(page).toHaveURL(`${empty.url}/r/team~app/tags`);
  await page.goForward();
  await shows(added, 'MOTD', 'Added', ['srv/motd.bak']);
  await expectLive(search);
  await page.getByRole('link', { name: 'Swap' }).click();
  await expect(files).toContainText('No path that differs matches “MOTD”.');
  await shows(`/compare?a=${b}&b=${a}&files=added&q=MOTD`, 'MOTD', 'Added', []);
  await files.getByLabel('Which changes').selectOption('Removed');
  await shows(`/compare?a=${b}&b=${a}&files=removed&q=MOTD`, 'MOTD', 'Removed', ['srv/motd.bak']);
  // Tags are written as the digests that they point to; what is shown stays.
  await page.goto(`${empty.url}/compare?a=team/app:v1&b=team/app:v2&files=changed&q=etc/`);
  await shows(`/compare?a=${a}&b=${b}&files=changed&q=etc/`, 'etc/', 'Changed', ['etc/motd']);
  await page.goto(`${empty.url}/compare?a=${a}&b=${b}&files=some&q=etc/`);
  await expect(compare).toBeVisible();
});
