import { RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { expect, test } from './test';

const deletions = '[aria-label="Deletions"] > li';

test('what was deleted is restored, and purged only when its name is typed', async ({ page, empty }) => {
  const client = new RepositoryClient(empty.port, 'team/app');
  await page.goto(`${empty.url}/trash`);
  await expect(page.getByRole('heading', { name: 'Nothing was deleted' })).toBeVisible();
  const { digest } = await client.pushImage('1.0', [Buffer.from('a layer')]);
  await client.deleteManifest(digest);
  await page.reload();
  await expect(page).toHaveTitle('Trash · CyberDock');
  await expect(page.locator(deletions)).toHaveCount(1);
  await expect(page.locator(deletions)).toContainText('team/app');
  await expect(page.locator(deletions)).toContainText('1.0');
  await judge(page, 'trash');

  await page.getByRole('button', { name: /^Restore team\/app/ }).click();
  await expect(
    page.getByRole('status').filter({ hasText: '1 manifest and 1 tag of team/app restored.' }),
  ).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing was deleted' })).toBeVisible();
  expect((await client.getManifest('1.0')).status).toBe(200);

  await client.deleteManifest(digest);
  await page.reload();
  await page.getByRole('button', { name: /^Purge team\/app/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Purge team\/app@sha256:/ });
  await expect(dialog).toContainText(/It frees [\d.]+ B now/);
  await dialog.getByRole('button', { name: 'Purge for good' }).click();
  await expect(dialog.getByRole('alert')).toContainText('first.');
  await dialog.getByRole('textbox').fill(digest.slice(7, 19));
  await judge(page, 'trash-purge');
  await dialog.getByRole('button', { name: 'Purge for good' }).click();
  await expect(page.getByText('is gone for good.')).toBeVisible();
  await expect(page.locator(deletions)).toHaveCount(0);
  client.http.close();
});

test('the list is narrowed to a repository by its address, and says when it has nothing of it', async ({
  page,
  empty,
}) => {
  for (const name of ['team/one', 'team/two']) {
    const client = new RepositoryClient(empty.port, name);
    const { digest } = await client.pushImage('1.0', []);
    await client.deleteManifest(digest);
    client.http.close();
  }
  await page.goto(`${empty.url}/trash`);
  await expect(page.locator(deletions)).toHaveCount(2);
  await page.getByLabel('Repository', { exact: true }).fill('team/two');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(`${empty.url}/trash?repository=team%2Ftwo`);
  await expect(page.locator(deletions)).toHaveCount(1);
  await page.goto(`${empty.url}/trash?repository=team/three`);
  await expect(page.getByRole('heading', { name: 'Nothing of team/three is in the trash' })).toBeVisible();
  await page.getByRole('link', { name: 'Show all deletions' }).click();
  await page.getByRole('button', { name: 'Empty the trash' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('empty the trash');
  await page.getByRole('dialog').getByRole('button', { name: /^Free/ }).click();
  await expect(page.getByText('2 deletions went for good.')).toBeVisible();
});
