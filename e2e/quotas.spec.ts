import { basic, SignedInClient } from '../tests/harness/accounts';
import { RepositoryClient } from '../tests/harness/push';
import { enter, expect, password, test } from './guarded';
import { judge } from './judge';

test('a quota is set, shown with what counts, enforced, changed and removed', async ({ page, guarded }) => {
  const http = new SignedInClient(guarded.port, basic('root', password));
  const push = async (repository: string) =>
    await new RepositoryClient(http, repository).pushImage('v1', [Buffer.from(repository)]);
  await push('measured/one');
  await enter(page, guarded.url, 'root');
  await page.goto(`${guarded.url}/access/quotas`);
  await expect(page.getByText('Nothing has a quota')).toBeVisible();
  await judge(page, 'access-quotas-empty');

  await page.getByRole('button', { name: 'Set a quota' }).click();
  await page.getByLabel('Namespace').fill('measured/');
  await page.getByLabel('Size').fill('much');
  await page.getByLabel('Repositories').fill('1');
  await page.getByRole('button', { name: 'Set quota' }).click();
  await expect(page.getByText('Write a size such as 50GiB.')).toBeVisible();
  await expect(page.getByLabel('Size')).toHaveAttribute('aria-invalid', 'true');
  await judge(page, 'access-quota-form');
  await page.getByLabel('Size').fill('2.5 MiB');
  await page.getByRole('button', { name: 'Set quota' }).click();
  const quotas = page.getByRole('list', { name: 'Quotas' });
  await expect(quotas).toContainText('of 2.50 MiB');
  await expect(quotas).toContainText('1 of 1');
  await expect(quotas).toContainText('full');
  await judge(page, 'access-quotas');
  await expect(push('measured/two')).rejects.toThrow();

  await page.getByRole('button', { name: 'Change the quota of measured' }).click();
  await expect(page.getByLabel('Namespace')).toHaveValue('measured');
  await page.getByLabel('Repositories').fill('2');
  await page.getByRole('button', { name: 'Set quota' }).click();
  await expect(quotas).toContainText('1 of 2');
  await push('measured/two');

  await page.getByRole('button', { name: 'Remove the quota of measured' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove quota' }).click();
  await expect(page.getByText('Nothing has a quota')).toBeVisible();
  await push('measured/three');
  http.close();
});

test('who may not set quotas is not shown how, and may not read them without the role', async ({
  page,
  guarded,
}) => {
  await enter(page, guarded.url, 'alice');
  await page.goto(`${guarded.url}/access/quotas`);
  await expect(page.getByText('Set a quota')).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Quotas' })).toHaveCount(0);
  const answer = await page.request.put(`${guarded.url}/api/v1/access/quotas/team`, {
    data: { bytes: 1, repositories: null },
    headers: { Origin: guarded.url },
  });
  expect(answer.status()).toBe(403);
});
