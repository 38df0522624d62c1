import { digestOf, imageIndex, imageManifest, mediaTypes } from '../tests/harness/content';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { expect, test } from './test';

const systems = ['linux', 'windows', 'freebsd', 'darwin'];

interface Entry {
  digest: string;
  size: number;
  mediaType: string;
  platform?: object;
}

/** Pushes an image for a platform. */
async function pushFor(client: RepositoryClient, os: string, architecture: string): Promise<Entry> {
  const config = JSON.stringify({ os, architecture });
  await client.pushBlob(config);
  const bytes = imageManifest(config, []);
  expectStatus('PUT', await client.putManifest(digestOf(bytes), bytes), 201);
  const platform = { os, architecture };
  return { digest: digestOf(bytes), size: bytes.length, mediaType: mediaTypes.manifest, platform };
}

/** Pushes an index of these. */
async function pushIndex(client: RepositoryClient, manifests: Entry[], tag?: string): Promise<Entry> {
  const bytes = imageIndex([], { manifests });
  expectStatus('PUT', await client.putManifest(tag ?? digestOf(bytes), bytes, mediaTypes.index), 201);
  return { digest: digestOf(bytes), size: bytes.length, mediaType: mediaTypes.index };
}

test('a hundred platforms stand in groups, come with the page, and one of them is found', async ({
  page,
  empty,
}) => {
  const client = new RepositoryClient(empty.port, 'team/app');
  const all: Entry[] = [];
  for (let at = 0; at < 100; at++) {
    const architecture = `arch${String(at).padStart(2, '0')}`;
    all.push(await pushFor(client, systems[at % 4] ?? '', architecture));
  }
  await pushIndex(client, all, 'all');
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/v1/repositories') || pathname.startsWith('/v2')) asked.push(pathname);
  });
  await page.goto(`${empty.url}/r/team~app/t/all`, { waitUntil: 'networkidle' });
  const panel = page.getByRole('region', { name: '100 platforms' });
  await expect(panel.getByRole('listitem')).toHaveCount(100);
  await expect(panel.getByText('windows · 25')).toBeVisible();
  expect(asked).toEqual([]);
  await judge(page, 'index-of-a-hundred');
  await page.keyboard.press('/');
  await page.keyboard.type('freebsd arch42');
  await expect(panel.getByRole('listitem')).toHaveCount(1);
  await expect(panel.getByText('1 of 100 platforms match')).toBeVisible();
  await expect(page).toHaveURL(/\?q=freebsd\+arch42$/);
  await page.reload();
  await panel.getByRole('listitem').getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/m/${all[42]?.digest}/overview\\?index=`));
  await expect(page.getByText('freebsd/arch42').first()).toBeVisible();
  // Nor does a list of tags break.
  await page.goto(`${empty.url}/r/team~app/tags`);
  await expect(page.locator('[role=row][data-row]')).toHaveCount(1);
  await judge(page, 'tags-of-a-hundred-platforms');
  client.http.close();
});

test('an index in an index is told with what it names, and one that lies too deep is named', async ({
  page,
  empty,
}) => {
  const client = new RepositoryClient(empty.port, 'team/app');
  const deepest = await pushFor(client, 'linux', 'deepest');
  let inner = await pushIndex(client, [deepest]);
  const levels = [inner];
  for (let level = 0; level < 4; level++) {
    const own = await pushFor(client, 'linux', `level${level}`);
    inner = await pushIndex(client, [own, inner], level === 3 ? 'nested' : undefined);
    levels.unshift(inner);
  }
  await page.goto(`${empty.url}/r/team~app/t/nested`);
  const panel = page.getByRole('region', { name: '4 platforms' });
  for (const level of [0, 1, 2, 3]) await expect(panel.getByText(`linux/level${level}`)).toBeVisible();
  await expect(panel.getByText('linux/deepest')).toHaveCount(0);
  await expect(panel.getByText('Nested too deep to be shown here')).toHaveCount(1);
  await judge(page, 'index-nested');
  await panel.locator(`a[href*="${levels.at(-1)?.digest}"]`).click();
  await expect(page.getByText('linux/deepest')).toBeVisible();
  client.http.close();
});
