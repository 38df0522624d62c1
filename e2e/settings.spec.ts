import { startCyberDock } from '../tests/harness/cyberdock';
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

test('the browser tests the address: scheme, host, what answers, and that it is the configured one', async ({
  page,
  empty,
}) => {
  await page.goto(`${empty.url}/settings`);
  await page.getByRole('button', { name: 'Test the address' }).click();
  const found = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  await expect(found.filter({ hasText: 'Scheme' })).toContainText('http, to this machine');
  await expect(found.filter({ hasText: 'Host' })).toContainText(new URL(empty.url).host);
  await expect(found.filter({ hasText: 'GET /v2/' })).toContainText('200: nobody has to sign in');
  await expect(page.getByText(': a fault')).toHaveCount(0);
  await judge(page, 'settings-address');
});

test('the browser says that the configured address is another, and what to set', async ({ page }) => {
  const env = {
    CYBERDOCK_STORAGE_FSYNC: 'false',
    CYBERDOCK_SERVER_PUBLIC_URL: 'https://registry.example.com',
  };
  const cyberdock = await startCyberDock({ env });
  await page.goto(`${cyberdock.url}/settings`);
  await page.getByRole('button', { name: 'Test the address' }).click();
  const said = page.getByRole('listitem').filter({ hasText: 'a fault' });
  await expect(said).toHaveCount(1);
  await expect(said).toContainText(`https://registry.example.com, while this browser is at ${cyberdock.url}`);
  await expect(said).toContainText(`CYBERDOCK_SERVER_PUBLIC_URL) to ${cyberdock.url}`);
  await page.goto('about:blank');
  await cyberdock.stop();
});
