import { enter, expect, fromTheBrowser, password, signIn, test } from './guarded';
import { row } from './test';

test('whoever has not signed in is led to sign in, and then to where they wanted to go', async ({
  page,
  guarded,
}) => {
  await page.goto(`${guarded.url}/r/team~app/tags`);
  await expect(page).toHaveURL(`${guarded.url}/sign-in?to=%2Fr%2Fteam~app%2Ftags`);
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await signIn(page, 'alice');
  await expect(page).toHaveURL(`${guarded.url}/r/team~app/tags`);
  await expect(row(page, 'latest')).toBeVisible();
  await page.goto(guarded.url);
  await expect(row(page, 'team/app')).toBeVisible();
  await expect(row(page, 'secret/thing')).toBeHidden();
});

test('a wrong name or password is said at once, and nothing typed is lost', async ({
  page,
  guarded,
  complaints,
}) => {
  const name = guarded.newUser();
  await page.goto(`${guarded.url}/sign-in`);
  await signIn(page, name, 'not the password');
  const alert = page.getByRole('alert').filter({ hasText: 'The name or the password is wrong' });
  await expect(alert).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name);
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${guarded.url}/`);
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('after many wrong passwords it says for how long to wait, and counts down', async ({
  page,
  guarded,
  complaints,
}) => {
  const name = guarded.newUser();
  await page.goto(`${guarded.url}/sign-in`);
  const alert = page.getByRole('alert').filter({ hasText: 'Too many wrong passwords' });
  await expect(async () => {
    await signIn(page, name, 'a guess');
    await expect(alert).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(alert).toContainText(/Try again (?:in \d+ seconds?|now)\./);
  await expect(alert).toContainText('Try again now.', { timeout: 40_000 });
  await signIn(page, name);
  await expect(page).toHaveURL(`${guarded.url}/`);
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a registry that does not answer, or is busy, is told from a wrong password', async ({
  page,
  context,
  guarded,
  complaints,
}) => {
  await page.goto(`${guarded.url}/sign-in`);
  await context.setOffline(true);
  await signIn(page, 'alice');
  await expect(page.getByRole('alert').filter({ hasText: 'The registry did not answer' })).toBeVisible();
  await context.setOffline(false);
  await page.route('**/api/v1/session', (route) =>
    route.fulfill({
      status: 429,
      json: { error: { message: 'Busy.', requestId: 'id', code: 'busy', retryAfterS: 300 } },
    }),
  );
  await signIn(page, 'alice');
  const busy = page.getByRole('alert').filter({ hasText: 'Too many people are signing in' });
  await expect(busy).toContainText('Try again in 5 minutes.');
  await page.unroute('**/api/v1/session');
  await page.route('**/api/v1/session', (route) =>
    route.fulfill({
      status: 403,
      json: { error: { message: 'Elsewhere.', requestId: 'id', code: 'other-site' } },
    }),
  );
  await signIn(page, 'alice');
  const elsewhere = page.getByRole('alert').filter({ hasText: 'The browser did not send this from here' });
  await expect(elsewhere.getByRole('link', { name: guarded.url })).toHaveAttribute(
    'href',
    `${guarded.url}/sign-in`,
  );
  await page.unroute('**/api/v1/session');
  await signIn(page, 'alice');
  await expect(page).toHaveURL(`${guarded.url}/`);
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('signing in works without scripts, and says there too what is wrong', async ({ browser, guarded }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${guarded.url}/r/team~app/tags`);
  await signIn(page, 'alice', 'not the password');
  await expect(page.getByText('The name or the password is wrong')).toBeVisible();
  // Nothing that was typed is in an address.
  expect(page.url()).toBe(`${guarded.url}/sign-in?problem=wrong&to=%2Fr%2Fteam%7Eapp%2Ftags`);
  await signIn(page, 'alice');
  await expect(page).toHaveURL(`${guarded.url}/r/team~app/tags`);
  await context.close();
});

test('the session is a cookie that no script can read and no other site can send', async ({
  page,
  context,
  guarded,
}) => {
  for (const url of [
    guarded.url,
    `http://localhost:${guarded.port}`,
    `http://registry.test:${guarded.port}`,
  ]) {
    await page.goto(`${url}/sign-in`);
    await signIn(page, 'alice');
    await expect(page).toHaveURL(`${url}/`);
    const [cookie, ...more] = (await context.cookies(url)).filter(({ name }) => name !== 'cyberdock-theme');
    expect(more).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', secure: false });
    expect(await page.evaluate(() => document.cookie)).not.toContain('cds_');
    await context.clearCookies();
  }
});

test('what a link says of where to go leads to no other site', async ({ page, guarded }) => {
  for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example']) {
    await page.context().clearCookies();
    await page.goto(`${guarded.url}/sign-in?to=${encodeURIComponent(to)}`);
    await signIn(page, 'alice');
    await expect(page).toHaveURL(`${guarded.url}/`);
  }
});

test('a page of another site gets nothing done and nothing read', async ({ page, guarded, complaints }) => {
  await enter(page, guarded.url, 'alice');
  await page.goto(`http://registry.test:${guarded.port}/healthz`);
  const outcomes = await page.evaluate(async (url) => {
    const ask = (path: string, options: RequestInit) =>
      fetch(url + path, { credentials: 'include', ...options }).then(
        () => 'read',
        () => 'refused',
      );
    const json = { 'Content-Type': 'application/json' };
    return [
      await ask('/api/v1/tokens', {}),
      await ask('/api/v1/session', { method: 'DELETE' }),
      await ask('/api/v1/tokens', { method: 'POST', headers: json, body: '{}' }),
    ];
  }, guarded.url);
  expect(outcomes).toEqual(['refused', 'refused', 'refused']);
  // A form needs no leave to be sent: it is refused when it arrives, and signs nobody in as somebody else.
  await page.setContent(
    `<form method="post" action="${guarded.url}/api/v1/session"><input name="name" value="bob"><input name="password" value="${password}"><button>Win</button></form>`,
  );
  await page.getByRole('button', { name: 'Win' }).click();
  await page.waitForURL(/127\.0\.0\.1/);
  await page.goto(`${guarded.url}/account`);
  await expect(page.getByRole('button', { name: 'Account of alice' })).toBeVisible();
  complaints.length = 0;
});

test('signing out ends the session, in every tab', async ({ page, context, guarded }) => {
  await enter(page, guarded.url, 'alice');
  await page.goto(guarded.url);
  const other = await context.newPage();
  await other.goto(`${guarded.url}/r/team~app/tags`);
  await expect(row(other, 'latest')).toBeVisible();
  const before = await context.cookies();
  await page.getByRole('button', { name: 'Account of alice' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(`${guarded.url}/sign-in`);
  await expect(other).toHaveURL(`${guarded.url}/sign-in?to=%2Fr%2Fteam~app%2Ftags`);
  // Nor does it come back with a copy of the cookie, or by going back.
  await context.addCookies(before);
  await page.goto(guarded.url);
  await expect(page.getByText('Your session has ended')).toBeVisible();
  // Whoever signs in in one tab goes on in the others.
  await signIn(page, 'alice');
  await expect(page).toHaveURL(`${guarded.url}/`);
  await expect(other).toHaveURL(`${guarded.url}/r/team~app/tags`);
});

test('a page whose session ends meanwhile leads to the sign-in page, and back', async ({
  page,
  guarded,
  complaints,
}) => {
  await page.clock.install();
  await enter(page, guarded.url, 'alice');
  await page.goto(`${guarded.url}/?q=app`);
  await expect(row(page, 'team/app')).toBeVisible();
  await page.request.delete(`${guarded.url}/api/v1/sessions`, { headers: { Origin: guarded.url } });
  await page.clock.runFor(11_000);
  await expect(page).toHaveURL(`${guarded.url}/sign-in?to=%2F%3Fq%3Dapp`);
  await signIn(page, 'alice');
  await expect(page).toHaveURL(`${guarded.url}/?q=app`);
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a repository that one may not pull from is like one that is not there', async ({
  page,
  guarded,
  complaints,
}) => {
  await enter(page, guarded.url, 'alice');
  const texts: (string | null)[] = [];
  for (const name of ['secret~thing', 'secret~nothing']) {
    const answer = await page.goto(`${guarded.url}/r/${name}`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'There is no such repository' })).toBeVisible();
    texts.push(await page.locator('main').textContent());
  }
  expect(texts[0]).toBe(texts[1]);
  await enter(page, guarded.url, 'bob');
  await page.goto(guarded.url);
  await expect(page.getByText('There is no repository that you may pull from')).toBeVisible();
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});
