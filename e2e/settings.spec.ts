import { judge } from './judge';
import { expect, test } from './test';

test('the settings in force are found by a word, with where they were written', async ({ page, empty }) => {
  await page.goto(`${empty.url}/settings`);
  await expect(page).toHaveTitle('Settings · CyberDock');
  await page.getByLabel('Find a setting').fill('storage.root');
  await expect(page.getByRole('region', { name: 'storage' })).toContainText(empty.root);
  await expect(page.getByRole('region', { name: 'storage' })).toContainText('CYBERDOCK_STORAGE_ROOT');
  await page.getByLabel('Find a setting').fill('zebra');
  await expect(page.getByRole('heading', { name: 'No setting matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all settings' }).click();
  await page.getByLabel('Only what is not the default').check();
  await judge(page, 'settings');
});

test('the way to the registry is looked at through the address of the page, check by check', async ({
  page,
  empty,
}) => {
  test.setTimeout(90_000);
  await page.goto(`${empty.url}/settings/doctor`);
  await expect(page.getByRole('heading', { name: 'Nobody has looked yet' })).toBeVisible();
  await page.getByRole('button', { name: `Look at ${empty.url}` }).click();
  const found = page.getByRole('list', { name: 'What was found' });
  await expect(found).toContainText('a push and a pull', { timeout: 60_000 });
  // This machine's own address needs no TLS.
  await expect(page.getByText('All is well.')).toBeVisible({ timeout: 60_000 });
  await judge(page, 'doctor');
});
