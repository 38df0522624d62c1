import { RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { expect, test } from './test';

const records = '[aria-label="Records"] > li';

test('what is done comes by itself; it is filtered by the address, opened, and exported', async ({
  page,
  empty,
}) => {
  const client = new RepositoryClient(empty.port, 'team/app');
  await page.goto(`${empty.url}/audit`);
  await expect(page.locator(records).filter({ hasText: 'server.start' })).toHaveCount(1);
  await client.pushImage('1.0', [Buffer.from('a layer')]);
  await expect(page.locator(records).filter({ hasText: 'manifest.push' })).toHaveCount(1);
  await judge(page, 'audit');
  await page.getByLabel('Action').fill('manifest.push');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(`${empty.url}/audit?action=manifest.push`);
  await expect(page.locator(records)).toHaveCount(1);
  await page.getByRole('button', { name: 'All of the record: manifest.push by anonymous' }).click();
  await expect(page.locator(records)).toContainText('127.0.0.1');
  await judge(page, 'audit-record');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  expect((await download).suggestedFilename()).toMatch(/^audit-.*\.jsonl$/);
  const first = (await client.getManifest('1.0')).header('docker-content-digest') ?? '';
  await client.pushImage('1.0', [Buffer.from('another layer')]);
  const second = (await client.getManifest('1.0')).header('docker-content-digest') ?? '';
  await page.setViewportSize({ width: 1600, height: 900 });
  await page.goto(`${empty.url}/audit?action=manifest.push`);
  const moved = page.locator(records).first();
  for (const digest of [first, second])
    await expect(moved.getByRole('button', { name: `Copy digest ${digest.slice(0, 19)}` })).toBeVisible();
  await moved.getByRole('link', { name: 'team/app:1.0' }).click();
  await expect(page).toHaveURL(`${empty.url}/r/team~app/t/1.0`);
  await page.goto(`${empty.url}/audit?actor=nobody`);
  await expect(page.getByRole('heading', { name: 'No record matches' })).toBeVisible();
  client.http.close();
});
