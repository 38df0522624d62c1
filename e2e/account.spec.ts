import type { Page } from '@playwright/test';
import { enter, expect, fromTheBrowser, password, signIn, test } from './guarded';

const nextPassword = 'another horse battery';
const sessions = (page: Page) => page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
const tokens = (page: Page) => page.getByRole('list', { name: 'Access tokens' }).getByRole('listitem');

test('the account page tells who one is, and the menu leads there', async ({ page, guarded }) => {
  await enter(page, guarded.url, 'alice');
  await page.goto(guarded.url);
  await page.getByRole('button', { name: 'Account of alice' }).click();
  await page.getByRole('link', { name: 'Account' }).click();
  await expect(page).toHaveURL(`${guarded.url}/account`);
  await expect(page).toHaveTitle('Account · CyberDock');
  const profile = page.getByRole('region', { name: 'Profile' });
  await expect(profile).toContainText('alice');
  await expect(profile).toContainText('developers');
});

test('another password ends every other session and keeps this one', async ({ page, browser, guarded }) => {
  const name = guarded.newUser();
  const other = await (await browser.newContext()).newPage();
  await enter(other, guarded.url, name);
  await enter(page, guarded.url, name);
  await page.goto(`${guarded.url}/account`);
  await expect(sessions(page)).toHaveCount(2);
  await page.getByLabel('Present password').fill(password);
  await page.getByLabel('New password').fill(nextPassword);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed.').first()).toBeVisible();
  await expect(page.getByLabel('Present password')).toHaveValue('');
  await expect(sessions(page)).toHaveCount(1);
  await page.reload();
  await expect(page).toHaveURL(`${guarded.url}/account`);
  await other.goto(`${guarded.url}/account`);
  await expect(other.getByText('Your session has ended')).toBeVisible();
  await signIn(other, name, nextPassword);
  await expect(other).toHaveURL(`${guarded.url}/account`);
  await other.context().close();
});

test('a wrong present password, and a new one that is too short, change nothing', async ({
  page,
  guarded,
  complaints,
}) => {
  await enter(page, guarded.url, guarded.newUser());
  await page.goto(`${guarded.url}/account`);
  await page.getByLabel('Present password').fill('not the password');
  await page.getByLabel('New password').fill(nextPassword);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The present password is wrong.' })).toBeVisible();
  await expect(page.getByLabel('New password')).toHaveValue(nextPassword);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Change password' }).click();
  expect(
    await page.getByLabel('New password').evaluate((input: HTMLInputElement) => input.validity.tooShort),
  ).toBe(true);
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a session in another browser is ended, then all of them', async ({
  page,
  browser,
  guarded,
  complaints,
}) => {
  const name = guarded.newUser();
  const other = await (await browser.newContext()).newPage();
  await enter(other, guarded.url, name);
  await enter(page, guarded.url, name);
  await page.goto(`${guarded.url}/account`);
  await expect(sessions(page).filter({ hasText: 'This browser' })).toHaveCount(1);
  await page.getByRole('button', { name: /^Sign out .* at 127\.0\.0\.1$/ }).click();
  await expect(sessions(page)).toHaveCount(1);
  await other.goto(guarded.url);
  await expect(other).toHaveURL(`${guarded.url}/sign-in`);
  await signIn(other, name);
  await expect(other).toHaveURL(`${guarded.url}/`);

  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign out everywhere?' });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page).toHaveURL(`${guarded.url}/sign-in`);
  await other.goto(guarded.url);
  await expect(other.getByText('Your session has ended')).toBeVisible();
  await other.context().close();
  // What a page asks by itself after its session was ended elsewhere is refused.
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a token is made, shown once, good for what it is for, and revoked', async ({
  page,
  context,
  guarded,
  request,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const name = guarded.newUser();
  await enter(page, guarded.url, name);
  await page.goto(`${guarded.url}/account`);
  await page.getByRole('button', { name: 'Make a token' }).click();
  const form = page.getByRole('form', { name: 'A new token' });
  await expect(form.getByLabel('What it is for')).toBeFocused();
  await form.getByLabel('What it is for').fill('laptop');
  await form.getByLabel('Ends after').selectOption('30 days');
  await form.getByLabel('Only some of it').check();
  await form.getByLabel('Repositories').fill('team/**\npublic/*');
  await form.getByRole('button', { name: 'Make token' }).click();

  const made = page.getByRole('region', { name: 'The new token' });
  await expect(made).toContainText(`docker login ${guarded.host} --username ${name}`);
  await made.getByRole('button', { name: 'Copy token' }).click();
  await expect(page.locator('#announcer')).toHaveText('Token copied');
  const token = await page.evaluate(() => navigator.clipboard.readText());
  expect(token).toMatch(/^cdt_/);
  await expect(tokens(page)).toHaveCount(1);
  await expect(tokens(page)).toContainText('pull in team/**, public/*');
  await expect(tokens(page)).toContainText('never used');
  await expect(tokens(page)).toContainText('ends in 30 days');

  const authorization = `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`;
  const pull = () =>
    request.get(`${guarded.url}/v2/team/app/tags/list`, { headers: { Authorization: authorization } });
  expect((await pull()).status()).toBe(200);
  await page.reload();
  expect(await page.content()).not.toContain(token);
  await expect(tokens(page)).toContainText('used just now from 127.0.0.1');

  await page.getByRole('button', { name: 'Revoke token laptop' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke the token “laptop”?' });
  await expect(dialog).toContainText('It was last used');
  await dialog.getByRole('button', { name: 'Revoke token' }).click();
  await expect(page.getByText('No access tokens')).toBeVisible();
  await expect.poll(async () => (await pull()).status()).toBe(401);
});

test('a pattern that is none is refused with the reason, and the form keeps what was typed', async ({
  page,
  guarded,
  complaints,
}) => {
  await enter(page, guarded.url, guarded.newUser());
  await page.goto(`${guarded.url}/account`);
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByLabel('What it is for').fill('laptop');
  await page.getByLabel('Only some of it').check();
  await page.getByLabel('Repositories').fill('Team/App');
  await page.getByRole('checkbox', { name: /^pull/ }).uncheck();
  await page.getByRole('button', { name: 'Make token' }).click();
  const first = page.getByRole('checkbox', { name: /^pull/ });
  expect(await first.evaluate((box: HTMLInputElement) => box.validationMessage)).toBe('Choose at least one.');
  await first.check();
  await page.getByRole('button', { name: 'Make token' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '"Team/App" is no pattern' })).toBeVisible();
  await expect(page.getByLabel('What it is for')).toHaveValue('laptop');
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('names that are markup are shown as what they are', async ({ page, guarded }) => {
  const evil = '<img src=x onerror="document.title=\'injected\'">';
  const name = guarded.newUser();
  await enter(page, guarded.url, name, { 'User-Agent': evil });
  await page.request.post(`${guarded.url}/api/v1/tokens`, {
    data: { label: evil, lifetimeDays: null, grants: null },
    headers: { Origin: guarded.url },
  });
  await page.goto(`${guarded.url}/account`);
  await expect(tokens(page)).toContainText(evil);
  await expect(sessions(page)).toContainText('<img');
  await page.getByRole('button', { name: `Revoke token ${evil}` }).click();
  await expect(page.getByRole('dialog')).toContainText(evil);
  await expect(page).toHaveTitle('Account · CyberDock');
  expect(await page.locator('main img').count()).toBe(0);
});
