import { startCyberDock } from '../tests/harness/cyberdock';
import { RepositoryClient } from '../tests/harness/push';
import { enter, test as guardedTest } from './guarded';
import { judge } from './judge';
import { expect, test } from './test';

test('from what is reclaimable somebody comes to each blob, why it stays or goes, and who uses it', async ({
  page,
}) => {
  const cyberdock = await startCyberDock({ env: { CYBERDOCK_STORAGE_FSYNC: 'false' } });
  const client = new RepositoryClient(cyberdock.port, 'team/app');
  await client.pushImage('1.0', [Buffer.alloc(400_000, 'a layer that stays')]);
  for (let at = 0; at < 150; at++) await client.pushBlob(Buffer.alloc(1_000 + at, `garbage ${at}`));
  client.http.close();
  await page.goto(`${cyberdock.url}/storage/blobs`);
  await expect(page.getByRole('heading', { name: 'Nobody has looked yet' })).toBeVisible();
  await judge(page, 'store-nobody-looked');
  await page.getByRole('button', { name: 'Plan a collection' }).press('Enter');
  await expect(page).toHaveURL(/\/jobs\/\d+$/);
  await expect(page.getByText('Done', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'See all that is in the store' }).click();
  await expect(page).toHaveTitle('What is in the store · CyberDock');

  const table = page.getByRole('table', { name: 'Things in the store' });
  const reasons = page.getByRole('navigation', { name: 'Why things are there' });
  await expect(table.locator('[data-row]').first()).toContainText('A manifest names it');
  await expect(table.locator('[data-row]').first()).toContainText('Layer');
  expect(await page.locator('[data-row]').count()).toBeLessThanOrEqual(60);
  await expect(page.getByRole('status').filter({ hasText: '100 of 153 things' })).toBeVisible();
  await judge(page, 'store');

  await reasons.getByRole('link', { name: /^In grace 150/ }).press('Enter');
  await expect(page).toHaveURL(/reason=grace/);
  await expect(table.locator('[data-row]').first()).toContainText('No manifest names it; it goes');
  await table.getByRole('link', { name: 'Size' }).click();
  await expect(page).toHaveURL(/sort=size/);
  await expect(table.locator('[data-row]').first()).toContainText('1000 B');
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByRole('status').filter({ hasText: '50 of 150 things' })).toBeVisible();

  await reasons.getByRole('link', { name: /^All/ }).click();
  await expect(table.locator('[data-row]').first()).toContainText('A manifest names it');
  await page.locator('[data-row-link]').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  const users = page.getByRole('dialog', { name: /^Who uses sha256:/ });
  await expect(users.getByRole('link', { name: 'team/app' })).toBeVisible();
  await expect(users.getByRole('link', { name: '1.0' })).toBeVisible();
  await judge(page, 'store-users');
  // What is shown stands in the address.
  await page.reload();
  await expect(users.getByRole('link', { name: 'team/app' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(users).toBeHidden();
  await expect(page).toHaveURL(`${cyberdock.url}/storage/blobs?sort=size`);

  await page.goto(`${cyberdock.url}/storage`);
  await page
    .getByRole('list', { name: 'What the space is used for' })
    .getByRole('link', { name: 'Reclaimable' })
    .click();
  await expect(page).toHaveURL(/\/storage\/blobs\?reason=goes$/);
  await page.goto('about:blank');
  await cyberdock.stop();
});

guardedTest(
  'who is neither administrator nor auditor sees nothing of the store',
  async ({ page, guarded }) => {
    await enter(page, guarded.url, 'alice');
    await page.goto(`${guarded.url}/storage/blobs`);
    await expect(page.getByRole('table', { name: 'Things in the store' })).toBeHidden();
    const refused = await page.request.get(`${guarded.url}/api/v1/storage/blobs`);
    expect(refused.status()).toBe(403);
  },
);
