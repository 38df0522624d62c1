import type { Locator } from '@playwright/test';
import { enter, expect, fromTheBrowser, test } from './guarded';
import { judge } from './judge';

test('an account is made, let in, looked after and removed; its secret is shown once', async ({
  page,
  browser,
  guarded,
}) => {
  await enter(page, guarded.url, 'root');
  await page.goto(`${guarded.url}/access`);
  await expect(page).toHaveURL(`${guarded.url}/access/users`);
  await page.getByRole('button', { name: 'Make an account' }).click();
  await page.getByLabel('Name', { exact: true }).fill('frank');
  await judge(page, 'access-new-user');
  await page.getByRole('button', { name: 'Make the account' }).click();
  const made = page.getByRole('region', { name: 'The new password' });
  const secret = await made.locator('code').textContent();
  await judge(page, 'access-users');
  const visitor = await (await browser.newContext()).newPage();
  const signIn = async (password: string | null) =>
    (
      await visitor.request.post(`${guarded.url}/api/v1/session`, {
        data: { name: 'frank', password },
        headers: { Origin: guarded.url },
      })
    ).status();
  expect(await signIn(secret)).toBe(200);

  await page.getByRole('link', { name: 'frank' }).click();
  await expect(page).toHaveURL(`${guarded.url}/access/users/frank`);
  await expect(page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toHaveCount(1);
  expect(await page.content()).not.toContain(secret);
  await judge(page, 'access-user');
  await page.getByRole('button', { name: /^Sign out .* at 127\.0\.0\.1$/ }).click();
  await expect(page.getByText('Not signed in anywhere.')).toBeVisible();
  await page.getByLabel('Role').selectOption('auditor');
  await expect(page.locator('#announcer')).toHaveText('frank is auditor now');
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable account' }).click();
  await expect(page.getByText('disabled: may not sign in')).toBeVisible();
  await page.getByRole('button', { name: 'Let in again' }).click();
  await page.getByRole('button', { name: 'Reset password' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make another password' }).click();
  await expect(made).toBeVisible();
  expect(await signIn(secret)).toBe(401);
  expect(await signIn(await made.locator('code').textContent())).toBe(200);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('frank');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove account' }).click();
  await expect(page).toHaveURL(`${guarded.url}/access/users`);
  await expect(page.getByRole('list', { name: 'Accounts' })).not.toContainText('frank');
  await visitor.context().close();
});

test('a rule is added, explained and removed; groups and tokens of others too', async ({ page, guarded }) => {
  await enter(page, guarded.url, 'root');
  await page.goto(`${guarded.url}/access/rules`);
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Whom').fill('user:bob');
  await page.getByLabel('In which repositories').fill('secret/**');
  await page.getByRole('button', { name: 'Add rule' }).click();
  const rules = page.getByRole('list', { name: 'Rules' });
  await expect(rules).toContainText('user:bob');
  await page.getByLabel('Who', { exact: true }).fill('bob');
  await page.getByLabel('Repository').fill('secret/thing');
  await page.getByRole('button', { name: 'Explain' }).click();
  const explained = page.getByRole('list', { name: 'What bob may do in secret/thing' });
  await expect(explained.getByRole('listitem').first()).toContainText(/pull\s*yes\s*rule \d+ allows it/);
  await expect(explained.getByRole('listitem').nth(1)).toContainText(/push\s*no\s*no rule allows it/);
  await judge(page, 'access-rules');
  await rules.getByRole('button', { name: /^Remove rule/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove rule' }).click();
  await expect(explained.getByRole('listitem').first()).toContainText(/pull\s*no/);

  await page.getByRole('link', { name: 'Groups' }).click();
  await page.getByLabel('User').fill('bob');
  await page.getByLabel('Group', { exact: true }).fill('testers');
  await page.getByRole('button', { name: 'Add to the group' }).click();
  await expect(page.getByRole('list', { name: 'Members of testers' })).toContainText('bob');
  await judge(page, 'access-groups');
  await page.getByRole('button', { name: 'Take bob out of testers' }).click();
  await expect(page.getByRole('list', { name: 'Members of testers' })).toHaveCount(0);

  await page.getByRole('link', { name: 'Tokens' }).click();
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByLabel('Whose it is').fill('bob');
  await page.getByLabel('What it is for').fill('build server');
  await page.getByRole('button', { name: 'Make token' }).click();
  await expect(page.getByRole('region', { name: 'The new token' })).toContainText('cdt_');
  await judge(page, 'access-tokens');
  await page.getByRole('button', { name: 'Revoke token build server' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke token' }).click();
  await expect(page.getByRole('button', { name: 'Revoke token build server' })).toHaveCount(0);
});

test('who is no administrator and no auditor reads no page of administration', async ({
  page,
  guarded,
  complaints,
}) => {
  await enter(page, guarded.url, 'alice');
  for (const path of ['/access/users', '/storage', '/jobs/1']) {
    await page.goto(`${guarded.url}${path}`);
    await expect(
      page.getByRole('heading', { name: 'Only administrators and auditors read this' }),
    ).toBeVisible();
  }
  await judge(page, 'forbidden');
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('on a narrow screen, what is said of an account stands in two columns, each on one line', async ({
  page,
  guarded,
}) => {
  await enter(page, guarded.url, 'root');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${guarded.url}/access/users`);
  const row = page.getByRole('list', { name: 'Accounts' }).getByRole('listitem').filter({ hasText: 'alice' });
  const box = async (what: Locator) => {
    const found = await what.boundingBox();
    return { left: found?.x, right: found && found.x + found.width };
  };
  await expect(row.getByText('developers', { exact: true })).toBeVisible();
  const [name, group, role, signedIn] = await Promise.all(
    [
      row.getByRole('link', { name: 'alice' }),
      row.getByText('developers', { exact: true }),
      row.getByText('user', { exact: true }),
      row.locator('> span').last(),
    ].map(box),
  );
  expect(group?.left).toBe(name?.left);
  expect(signedIn?.right).toBe(role?.right);
  expect(
    await row
      .locator('> span')
      .last()
      .evaluate((element) => getComputedStyle(element).textAlign),
  ).toBe('right');
});
