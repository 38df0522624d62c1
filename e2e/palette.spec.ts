import type { Page } from '@playwright/test';
import { imageManifest } from '../tests/harness/content';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { enter, fromTheBrowser, test as guardedTest } from './guarded';
import { judge } from './judge';
import { expect, repositoryNames, test } from './test';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' });
const field = (page: Page) => page.getByRole('combobox', { name: 'Search' });
const group = (page: Page, name: RegExp) => page.getByRole('group', { name });
const chosen = (page: Page) => page.getByRole('option', { selected: true });

/** Opens the palette by its keys, which work from the moment that the page's script runs. */
async function open(page: Page): Promise<void> {
  await expect(async () => {
    if (!(await dialog(page).isVisible())) await page.keyboard.press('Control+k');
    await expect(field(page)).toBeFocused({ timeout: 500 });
  }).toPass();
}

test('the keys open it with the focus in the field, and Escape and the keys give the focus back', async ({
  page,
  filled,
}) => {
  await page.goto(filled.url);
  await page.getByRole('button', { name: 'Push an image' }).focus();
  await open(page);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Push an image' })).toBeFocused();
  await open(page);
  await page.keyboard.press('Control+k');
  await expect(dialog(page)).toBeHidden();
  // Also from a field in which somebody writes.
  await page.getByRole('searchbox').focus();
  await open(page);
});

test('its script is not loaded before somebody is about to open it', async ({ page, filled }) => {
  await page.goto(filled.url, { waitUntil: 'networkidle' });
  const loaded: string[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) loaded.push(response.url());
  });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Search' }).click();
  await expect(field(page)).toBeFocused();
  expect(loaded.length).toBeGreaterThan(0);
});

test('a repository is found by words and opened by keyboard alone', async ({ page, filled }) => {
  await page.goto(`${filled.url}/settings`);
  await open(page);
  await page.keyboard.type('service 007');
  const found = group(page, /^Repositories/).getByRole('option');
  await expect(found).toHaveText(['pages/service-007']);
  await expect(chosen(page)).toHaveText('pages/service-007');
  await expect(field(page)).toHaveAttribute(
    'aria-activedescendant',
    (await chosen(page).getAttribute('id')) ?? 'none',
  );
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${filled.url}/r/pages~service-007/tags`);
  await expect(dialog(page)).toBeHidden();
});

test('Enter that comes before the answer opens what the answer has first', async ({ page, filled }) => {
  await page.goto(`${filled.url}/settings`);
  await open(page);
  let answer: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(/\/api\/v1\/search/, async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.type('nginx');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Searching' })).toBeAttached();
  await expect(dialog(page)).toBeVisible();
  answer?.();
  await expect(page).toHaveURL(`${filled.url}/r/library~nginx/tags`);
});

test('tags are found across repositories, and of one by repository:tag', async ({ page, filled }) => {
  await page.goto(filled.url);
  await open(page);
  await page.keyboard.type('1.1');
  await expect(group(page, /^Tags/).getByRole('option')).toContainText(['library/nginx:1.10']);
  await field(page).fill('nginx:');
  await expect(group(page, /^Tags/).getByRole('option')).toHaveCount(4);
  await field(page).fill('builds:build-10');
  await expect(group(page, /^Tags. There are more/).getByRole('option')).toHaveCount(8);
  await field(page).fill(`${new URL(filled.url).host}/library/nginx:stable`);
  await expect(group(page, /^Tags/).getByRole('option')).toHaveCount(1);
  await expect(chosen(page)).toContainText('library/nginx');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${filled.url}/r/library~nginx/t/stable`);
});

test('a digest leads to its manifest in every repository that has it', async ({ page, filled }) => {
  const digest = filled.digests.latest ?? '';
  await page.goto(filled.url);
  await open(page);
  await page.keyboard.type(digest.slice(7, 19));
  await expect(group(page, /^Manifests/).getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${filled.url}/r/library~nginx/m/${digest}/overview`);
});

test('more repositories than fit lead to the list of them', async ({ page, filled }) => {
  await page.goto(`${filled.url}/settings`);
  await open(page);
  await page.keyboard.type('service-0');
  await expect(group(page, /^Repositories/).getByRole('option')).toHaveCount(9);
  await page.getByRole('option', { name: 'All repositories with “service-0”' }).click();
  await expect(page).toHaveURL(`${filled.url}/?q=service-0`);
});

test('the arrows go through pages and actions and around, and actions are done', async ({ page, filled }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(filled.url);
  await open(page);
  await expect(chosen(page)).toHaveText('Repositories');
  await page.keyboard.press('ArrowUp');
  await expect(chosen(page)).toHaveText('Back up now');
  await page.keyboard.press('ArrowDown');
  await expect(chosen(page)).toHaveText('Repositories');
  await page.keyboard.type('dark');
  await expect(chosen(page)).toHaveText('Dark theme');
  await expect(page.getByText('No repository, tag or manifest matches “dark”.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('radio', { name: 'Dark theme' })).toBeChecked();
  await open(page);
  await page.keyboard.type('storage');
  await expect(chosen(page)).toHaveText('Storage');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${filled.url}/storage`);
});

test('an answer that fails says why, under which request id, and how to go on', async ({
  page,
  filled,
  complaints,
}) => {
  await page.goto(filled.url);
  await page.route(/\/api\/v1\/search/, (route) =>
    route.fulfill({
      status: 500,
      json: { error: { message: 'The disk answered with an error.', requestId: 'request-1234' } },
    }),
  );
  await open(page);
  await page.keyboard.type('nginx');
  await expect(dialog(page).getByRole('alert')).toContainText('The disk answered with an error.');
  await expect(dialog(page)).toContainText('request-1234');
  await judge(page, 'palette-failed');
  await page.unroute(/\/api\/v1\/search/);
  await page.getByRole('button', { name: 'Search again' }).click();
  await expect(chosen(page)).toHaveText('library/nginx');
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('what is written is asked for when typing pauses, and what is no longer waited for is given up', async ({
  page,
  filled,
}) => {
  await page.goto(filled.url);
  await open(page);
  const asked: string[] = [];
  const givenUp: string[] = [];
  page.on('requestfailed', (request) => givenUp.push(request.url()));
  await page.route(/\/api\/v1\/search/, async (route) => {
    asked.push(new URL(route.request().url()).searchParams.get('q') ?? '');
    if (asked.length > 1) await route.continue();
  });
  // However long the keys take here, for the page they come without a pause.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.keyboard.type('pages');
  expect(asked).toEqual([]);
  await page.clock.runFor(1_000);
  await expect.poll(() => asked).toEqual(['pages']);
  await page.keyboard.type('/service-11');
  await page.clock.runFor(1_000);
  await page.clock.resume();
  await expect(
    group(page, /^Repositories/)
      .getByRole('option')
      .first(),
  ).toHaveText('pages/service-110');
  expect(asked).toEqual(['pages', 'pages/service-11']);
  await expect.poll(() => givenUp.length).toBe(1);
});

test('axe finds nothing to object to, whatever it shows, in both themes and narrow', async ({
  page,
  filled,
}) => {
  await page.goto(filled.url);
  await open(page);
  await judge(page, 'palette');
  await field(page).fill('latest');
  await expect(group(page, /^Tags/).getByRole('option')).toHaveCount(8);
  await judge(page, 'palette-tags');
  await field(page).fill('team');
  await expect(group(page, /^Repositories/).getByRole('option')).toHaveCount(2);
  await judge(page, 'palette-repositories');
  await field(page).fill(filled.digests.latest ?? '');
  await expect(group(page, /^Manifests/)).toBeVisible();
  await judge(page, 'palette-digest');
  await field(page).fill('zebra \u202e');
  await expect(dialog(page)).toContainText('matches “zebra \\u{202e}”');
  await judge(page, 'palette-nothing');
});

test('it opens from the menu where there is no rail', async ({ page, filled }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(filled.url, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Navigation' }).click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Search' }).click();
  await expect(field(page)).toBeFocused();
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await expect(dialog(page)).toBeHidden();
});

guardedTest('who may not pull finds nothing, and no page that is not theirs', async ({ page, guarded }) => {
  await enter(page, guarded.url, 'alice');
  await page.goto(guarded.url);
  await open(page);
  await page.keyboard.type('secret');
  await expect(dialog(page)).toContainText('No repository, tag or manifest matches “secret”.');
  await field(page).fill('team/app');
  await expect(group(page, /^Repositories/).getByRole('option')).toHaveText(['team/app']);
  await field(page).fill('storage');
  await expect(dialog(page)).toContainText('No repository, tag or manifest matches “storage”.');
  await expect(page.getByRole('option')).toHaveCount(0);
});

guardedTest('it copies the login line, and signs out', async ({ page, guarded, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const name = guarded.newUser();
  await enter(page, guarded.url, name);
  await page.goto(guarded.url);
  await open(page);
  await page.keyboard.type('login');
  await expect(chosen(page)).toContainText('Copy the docker login line');
  await page.keyboard.press('Enter');
  await expect(chosen(page)).toContainText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `docker login ${new URL(guarded.url).host} --username ${name}`,
  );
  await field(page).fill('sign out');
  await expect(chosen(page)).toHaveText('Sign out');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/sign-in/);
});

/** Pushes an image with these labels in its config. */
async function pushLabelled(port: number, repository: string, labels: Record<string, string>): Promise<void> {
  const client = new RepositoryClient(port, repository);
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: labels } }),
  );
  expectStatus('POST of a config', await client.pushMonolithic(config), 201);
  expectStatus('PUT of a manifest', await client.putManifest('v1', imageManifest(config, [])), 201);
}

const vendor = 'org.opencontainers.image.vendor';

test('images are found by their labels, in the list and in the search on every page, by keyboard', async ({
  page,
  empty,
}) => {
  await pushLabelled(empty.port, 'team/app', { [vendor]: 'Acme Corp' });
  await pushLabelled(empty.port, 'team/web', { [vendor]: 'Acme' });
  await pushLabelled(empty.port, 'tools/lint', { [vendor]: '<b>other</b>\u202e' });
  await page.goto(empty.url);
  await expect(page.getByRole('searchbox')).toHaveAttribute('placeholder', /label:key=value/);
  const filter = page.getByRole('searchbox', { name: 'Search repositories' });
  await filter.fill(`label:${vendor}=Acme`);
  await expect(page).toHaveURL(/\?q=label%3Aorg/);
  await expect.poll(() => repositoryNames(page)).toEqual(['team/web']);
  await filter.fill(`label:${vendor}=Acme*`);
  await expect.poll(() => repositoryNames(page)).toEqual(['team/app', 'team/web']);
  await filter.fill(`app label:${vendor}`);
  await expect.poll(() => repositoryNames(page)).toEqual(['team/app']);
  await filter.fill(`label:${vendor}=acme`);
  await expect(
    page.getByRole('heading', { name: `No repository holds “label:${vendor}=acme”` }),
  ).toBeVisible();
  await judge(page, 'no-label');

  await open(page);
  await page.keyboard.type(`label:${vendor}=Acme*`);
  const found = group(page, /^Tags/).getByRole('option');
  await expect(found).toHaveText([/^team\/app:v1/, /^team\/web:v1/]);
  await expect(group(page, /^Repositories/).getByRole('option')).toHaveText(['team/app', 'team/web']);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/r\/team~app\//);
});
