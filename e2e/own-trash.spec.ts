import { addAccounts, basic, SignedInClient } from '../tests/harness/accounts';
import { RepositoryClient } from '../tests/harness/push';
import { enter, expect, fromTheBrowser, password, test } from './guarded';
import { judge } from './judge';

const deletions = '[aria-label="Deletions"] > li';

test('who is no administrator finds in the trash what they may delete or have deleted, and brings back what they may push', async ({
  page,
  guarded,
  complaints,
}) => {
  addAccounts(guarded.root, [{ name: 'trudy', password }]);
  const root = new SignedInClient(guarded.port, basic('root', password));
  const rule = async (repositories: string[], actions: string[]) => {
    const json = { effect: 'allow', subjects: ['user:trudy'], repositories, actions, note: '' };
    const answer = await root.request({
      method: 'POST',
      path: '/api/v1/access/rules',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(json),
    });
    expect(answer.status, String(answer.body)).toBe(201);
  };
  await rule(['theirs/*'], ['pull', 'push', 'delete']);
  await rule(['shelf/*'], ['pull', 'delete']);
  const digests: Record<string, string> = {};
  for (const name of ['theirs/app', 'shelf/app', 'hidden/app']) {
    const client = new RepositoryClient(root, name);
    const { digest } = await client.pushImage('1.0', [Buffer.from(name)]);
    digests[name] = digest;
    await client.deleteManifest(digest);
  }

  await enter(page, guarded.url, 'trudy');
  await page.goto(guarded.url);
  await page.getByRole('link', { name: 'Trash', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Trash' })).toBeVisible();
  await expect(page.locator(deletions)).toHaveCount(2);
  await expect(page.getByText('2 deletions of what you may delete')).toBeVisible();
  await expect(page.locator('main')).not.toContainText('hidden');
  await expect(page.getByRole('button', { name: /^Purge/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Empty the trash' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Restore shelf/ })).toHaveCount(0);
  await judge(page, 'own-trash');

  await page.getByLabel('Repository', { exact: true }).fill('hidden/app');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing of hidden/app is in the trash' })).toBeVisible();
  await page.getByRole('link', { name: 'Show all deletions' }).click();

  await page.getByRole('button', { name: /^Restore theirs\/app/ }).click();
  await expect(page.getByText('1 manifest and 1 tag of theirs/app restored.')).toBeVisible();
  await expect(page.locator(deletions)).toHaveCount(1);
  const back = new RepositoryClient(root, 'theirs/app');
  expect((await back.getManifest(digests['theirs/app'] ?? '')).status).toBe(200);
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
  root.close();
});

test('who has not signed in is led to sign in before the trash, and back', async ({ page, guarded }) => {
  await page.goto(`${guarded.url}/trash`);
  await expect(page).toHaveURL(/\/sign-in\?/);
  await page.getByLabel('Name', { exact: true }).fill('bob');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(`${guarded.url}/trash`);
  await expect(page.getByRole('heading', { name: 'Nothing was deleted' })).toBeVisible();
  await expect(page.getByText('You see those that you may delete, or have deleted yourself.')).toBeVisible();
});
