import type { Page } from '@playwright/test';
import { password } from '../guarded';
import { clientStatus } from '../people/steps/account-steps';
import { expect, open, test } from './keys';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

test('a rule is added and removed by keyboard alone; the focus comes back to what opened the form', async ({
  page,
  keys,
  stage: { other, registry },
}) => {
  const mayPull = async () => {
    const { decisions } = await registry.read(`/access/explain?who=${other}&repository=secret/thing`);
    return decisions[0].allowed;
  };
  await open(page, '/access/rules');
  await keys.toContent();
  await keys.enter(button(page, 'Add a rule'));
  await expect(page.getByLabel('Whom')).toBeFocused();
  await keys.to(button(page, 'Cancel'));
  await keys.press('Enter');
  await expect(page.getByRole('form', { name: 'A new rule' })).toBeHidden();
  await expect(button(page, 'Add a rule')).toBeFocused();
  await keys.press('Enter');
  await keys.type(`user:${other}`);
  await keys.to(page.getByLabel('In which repositories'));
  await keys.type('secret/**');
  await keys.press('Enter');
  await expect(page.getByRole('form', { name: 'A new rule' })).toBeHidden();
  await expect.poll(mayPull).toBe(true);
  await keys.expectFocus();
  const { rules } = await registry.read('/access/rules');
  const { id } = rules.find(({ subjects }: { subjects: string[] }) => subjects.includes(`user:${other}`));
  const opener = button(page, `Remove ${id}`);
  await keys.enter(opener);
  const question = page.getByRole('dialog', { name: `Remove ${id}?` });
  await keys.expectTrap(question, opener);
  await keys.press('Enter');
  await keys.enter(question.getByRole('button', { name: 'Remove rule' }));
  await expect(opener).toBeHidden();
  await expect.poll(mayPull).toBe(false);
  await keys.expectFocus();
});

test('somebody is put into a group and taken out of it by keyboard alone', async ({
  page,
  keys,
  stage: { other },
}) => {
  const group = `keys-${other}`;
  await open(page, '/access/groups');
  await keys.toContent();
  await keys.to(page.getByLabel('User'));
  await keys.type(other);
  await keys.press('Tab');
  await keys.type(group);
  await keys.press('Enter');
  await expect(page.getByRole('list', { name: `Members of ${group}` })).toContainText(other);
  await keys.enter(button(page, `Take ${other} out of ${group}`));
  await expect(page.getByRole('list', { name: `Members of ${group}` })).toBeHidden();
  await keys.expectFocus();
});

test.describe('who signs in', () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test('signs in, makes a token, copies its secret, revokes it, and signs out, by keyboard alone', async ({
    page,
    keys,
    context,
    stage,
  }) => {
    const { registry, other } = stage;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open(page, '/account');
    await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
    await keys.type(other);
    await keys.press('Tab');
    await keys.type(password);
    await keys.press('Enter');
    await expect(page).toHaveURL(`${registry.url}/account`);
    await keys.toContent();
    await keys.enter(button(page, 'Make a token'));
    await expect(page.getByLabel('What it is for')).toBeFocused();
    await keys.type('laptop');
    await keys.press('Enter');
    const made = page.getByRole('region', { name: 'The new token' });
    await expect(made).toBeFocused();
    await keys.expectFocus();
    await keys.enter(button(page, 'Copy token'));
    await expect(page.locator('#announcer')).toHaveText('Token copied');
    const secret = await page.evaluate(() => navigator.clipboard.readText());
    expect(await clientStatus(stage, other, secret)).toBe(200);
    await keys.enter(button(page, 'I have copied it'));
    await expect(made).toBeHidden();
    await keys.expectFocus();
    const revoke = button(page, 'Revoke token laptop');
    await keys.enter(revoke);
    const question = page.getByRole('dialog', { name: 'Revoke the token “laptop”?' });
    await keys.expectTrap(question, revoke);
    await keys.press('Enter');
    await keys.enter(question.getByRole('button', { name: 'Revoke token' }));
    await expect(revoke).toBeHidden();
    await keys.expectFocus();
    await expect.poll(() => clientStatus(stage, other, secret)).toBe(401);

    await keys.enter(button(page, `Account of ${other}`), 'Shift+Tab');
    await keys.enter(button(page, 'Sign out'));
    await expect(page).toHaveURL(`${registry.url}/sign-in`);
    await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
    expect(await stage.ask('GET', '/sessions')).toBe(401);
  });
});
