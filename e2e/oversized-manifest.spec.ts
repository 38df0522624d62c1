import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digestOf, imageManifest } from '../tests/harness/content';
import { RepositoryClient } from '../tests/harness/push';
import { fromTheBrowser } from './guarded';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, row, test } from './test';

const config = JSON.stringify({ architecture: 'amd64', os: 'linux', image: 'one' });
const large = imageManifest(config, [], { annotations: { big: 'x'.repeat(4 * 1024 * 1024) } });

test('a manifest of more than four mebibytes is refused, with the setting that says so', async ({
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  const client = new RepositoryClient(empty.port, 'team/app');
  const answer = await client.putManifest('large', large);
  expect(answer.status).toBe(413);
  const [error] = JSON.parse(String(answer.body)).errors;
  expect(error.code).toBe('SIZE_INVALID');
  expect(error.message).toContain('a manifest may have 4194304 bytes (storage.maxManifestSize)');
  expect(error.message).toContain(String(large.length));
  expect(await client.tags()).toEqual(['v1']);
  client.http.close();
});

test('one that was put there by hand is not read: its page says so, and the others are as they were', async ({
  page,
  empty,
  complaints,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  const folder = path.join(empty.root, 'repositories/team/app/manifests');
  const digest = digestOf(large);
  writeFileSync(path.join(folder, digest), large);
  symlinkSync(digest, path.join(folder, 'by-hand'));
  await page.goto(`${empty.url}/r/team~app/tags`);
  await expect(row(page, 'v1')).toBeVisible();
  await row(page, 'by-hand').getByRole('link', { name: 'by-hand', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'This manifest is too large to be shown' })).toBeVisible();
  await expect(page.getByText('This manifest has 4.00 MiB')).toBeVisible();
  await judge(page, 'manifest-too-large');
  for (const part of ['raw', 'content', 'layers']) {
    await page.goto(`${empty.url}/r/team~app/m/${digest}/${part}`);
    await expect(page.getByRole('heading', { name: 'This manifest is too large to be shown' })).toBeVisible();
  }
  await page.getByRole('link', { name: 'Show the tags of team/app' }).click();
  await expect(row(page, 'v1')).toBeVisible();
  // The browser itself tells of an answer of 413.
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});
