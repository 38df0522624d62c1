import type { Page } from '@playwright/test';
import { enter, test as guardedTest } from './guarded';
import { judge } from './judge';
import { expect, row, test } from './test';

const help = (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' });

/** Shows the help by its key, which works from the moment that the page's script runs. */
async function askHelp(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('?');
    await expect(help(page)).toBeVisible({ timeout: 500 });
  }).toPass();
}

/** Opens a page, and waits until its keys work. */
async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await askHelp(page);
  await page.keyboard.press('Escape');
  await expect(help(page)).toBeHidden();
}

test('? lists every shortcut, in both themes and narrow', async ({ page, filled }) => {
  await page.goto(filled.url);
  await askHelp(page);
  for (const words of ['Go to Trash', 'Go to Audit', 'Go to the next row of a list', 'Ctrl'])
    await expect(help(page)).toContainText(words);
  await judge(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await expect(help(page)).toBeHidden();
});

test('g and a letter go to the pages, and to nothing when another key or nothing follows', async ({
  page,
  filled,
}) => {
  await openPage(page, filled.url);
  for (const [key, path] of [
    ['t', '/trash'],
    ['s', '/storage'],
    ['h', '/health'],
    ['a', '/audit'],
    ['r', '/'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(page).toHaveURL(filled.url + path);
  }
  await page.clock.install();
  await page.keyboard.press('g');
  await page.keyboard.press('x');
  await page.keyboard.press('t');
  await page.keyboard.press('g');
  await page.clock.runFor(2_000);
  await page.keyboard.press('t');
  await askHelp(page);
  await expect(page).toHaveURL(`${filled.url}/`);
});

test('j and k move a real focus through the repositories, and Enter opens one', async ({ page, filled }) => {
  await openPage(page, `${filled.url}/?q=service-00`);
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await expect(row(page, 'pages/service-000').getByRole('link')).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(row(page, 'pages/service-001').getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${filled.url}/r/pages~service-001/tags`);
});

test('j and k move through the links of tags, beyond those in sight, and Enter opens one', async ({
  page,
  filled,
}) => {
  await openPage(page, `${filled.url}/r/team~builds/tags?sort=name`);
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press('j');
    // Rows beyond the window are drawn once those before them are scrolled to.
    await expect(page.getByRole('link', { name: `build-${1000 + press}`, exact: true })).toBeFocused();
  }
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${filled.url}/r/team~builds/t/build-1058`);
});

test('/ leads to the filter of whatever page has one', async ({ page, filled }) => {
  for (const path of ['/', '/r/library~nginx/tags', '/trash?repository=team/app', '/settings', '/audit']) {
    await openPage(page, filled.url + path);
    await page.keyboard.press('/');
    await expect(page.locator('main input:focus')).toHaveCount(1);
    await expect(page.locator('main input:focus')).not.toHaveValue(/\/$/);
  }
  // Nothing is in the trash, so there is nothing to filter.
  await openPage(page, `${filled.url}/trash`);
  await page.keyboard.press('/');
  await expect(page.locator('input:focus')).toHaveCount(0);
});

test('no single key does anything while somebody writes, with a modifier, or under a dialog', async ({
  page,
  filled,
}) => {
  await openPage(page, filled.url);
  await page.getByRole('searchbox').focus();
  await page.keyboard.type('gt?j/');
  await expect(page.getByRole('searchbox')).toHaveValue('gt?j/');
  await expect(help(page)).toBeHidden();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Push an image' }).focus();
  for (const key of ['Control+j', 'Alt+j', 'Meta+j']) await page.keyboard.press(key);
  await expect(page.getByRole('button', { name: 'Push an image' })).toBeFocused();
  await askHelp(page);
  for (const key of ['g', 't', 'j', '/']) await page.keyboard.press(key);
  await expect(help(page)).toBeVisible();
  await expect(page.getByRole('searchbox')).not.toBeFocused();
  await expect(page).toHaveURL(`${filled.url}/`);
});

test('the switch turns single keys off, in this browser for good, and on again', async ({ page, filled }) => {
  await page.goto(filled.url);
  await askHelp(page);
  const toggle = page.getByRole('switch', { name: 'Single-key shortcuts' });
  await expect(toggle).toBeChecked();
  await toggle.focus();
  await page.keyboard.press('Enter');
  await expect(toggle).not.toBeChecked();
  await judge(page, 'shortcuts-off');
  await page.keyboard.press('Escape');
  const nothingHappens = async () => {
    await page.locator('#content').focus();
    for (const key of ['?', 'g', 't', 'j', '/']) await page.keyboard.press(key);
    await expect(page.locator('#content')).toBeFocused();
    await expect(help(page)).toBeHidden();
    await expect(page).toHaveURL(`${filled.url}/`);
  };
  await nothingHappens();
  await page.reload({ waitUntil: 'networkidle' });
  await nothingHappens();
  await expect(page.getByRole('searchbox')).not.toHaveAttribute('aria-keyshortcuts');
  // What is no single key still works, and leads back to the switch.
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('shortcuts');
  await page.keyboard.press('Enter');
  await expect(help(page)).toBeVisible();
  await toggle.click();
  await page.keyboard.press('Escape');
  await openPage(page, filled.url);
});

guardedTest(
  'the menu of the account has the switch, and no key goes where one may not',
  async ({ page, guarded }) => {
    await enter(page, guarded.url, 'alice');
    await openPage(page, guarded.url);
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await askHelp(page);
    await expect(help(page)).toContainText('Go to Repositories');
    await expect(help(page)).not.toContainText('Go to Storage');
    await expect(page).toHaveURL(`${guarded.url}/`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await judge(page, 'shortcuts-menu');
    await page.getByRole('button', { name: /^Account of/ }).click();
    const toggle = page.getByRole('switch', { name: 'Single-key shortcuts' });
    if (!(await toggle.isVisible())) await page.getByRole('button', { name: /^Account of/ }).click();
    await toggle.click();
    await expect(toggle).not.toBeChecked();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Search' })).toBeFocused();
    await expect(help(page)).toBeHidden();
  },
);
