import type { Page } from '@playwright/test';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, row, test } from './test';

/** Waits until the keys of a page work: the help is asked for by one. */
async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(async () => {
    await page.keyboard.press('?');
    await expect(help).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
}

/** The number of the row that has the focus, in all lists of the page. */
async function focusedRow(page: Page): Promise<number> {
  return await page.evaluate(() =>
    [...document.querySelectorAll('main [data-row]')].findIndex((one) =>
      one.contains(document.activeElement),
    ),
  );
}

test('c copies the pull command of the row that has the focus, and d deletes its tag, one however long it is held', async ({
  page,
  context,
  empty,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await pushTags(empty.port, 'team/app', { v1: 'one', v2: 'one', v3: 'one' });
  await openPage(page, `${empty.url}/r/team~app/tags?sort=name`);
  // Of no row: nothing.
  await page.keyboard.press('c');
  await page.keyboard.press('d');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'v2', exact: true })).toBeFocused();
  await page.keyboard.press('c');
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe(`docker pull 127.0.0.1:${empty.port}/team/app:v2`);
  await page.keyboard.down('d');
  await page.keyboard.down('d');
  await page.keyboard.up('d');
  await expect(page.getByText('Tag v2 deleted')).toBeVisible();
  await expect(row(page, 'v2')).toBeHidden();
  await expect(row(page, 'v1')).toBeVisible();
  await expect(row(page, 'v3')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(row(page, 'v2')).toBeVisible();
});

test('d asks first where the manifest loses its last tag, and does nothing while single keys are off', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await openPage(page, `${empty.url}/r/team~app/tags`);
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'v1', exact: true })).toBeFocused();
  await page.keyboard.press('d');
  const question = page.getByRole('dialog', { name: 'Delete the last tag of this manifest?' });
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(page.getByRole('link', { name: 'v1', exact: true })).toBeFocused();
  await page.evaluate(() => localStorage.setItem('cyberdock-single-keys', 'off'));
  await page.keyboard.press('d');
  await page.keyboard.press('c');
  await expect(question).toBeHidden();
  await expect(row(page, 'v1')).toBeVisible();
});

test('digits show the parts of a manifest', async ({ page, empty }) => {
  const { v1 } = await pushTags(empty.port, 'team/app', { v1: 'one' });
  await openPage(page, `${empty.url}/r/team~app/t/v1`);
  const parts = page.getByRole('navigation', { name: 'Parts of the manifest' }).getByRole('link');
  const names = await parts.allTextContents();
  expect(names.length).toBeGreaterThan(3);
  for (const [at, name] of [...names.entries()].reverse()) {
    await page.keyboard.press(String(at + 1));
    await expect(page).toHaveURL(`${empty.url}/r/team~app/m/${v1}/${name.toLowerCase()}`);
  }
  await page.keyboard.press('9');
  await expect(page).toHaveURL(`${empty.url}/r/team~app/m/${v1}/overview`);
});

test('j and k walk through history, usage, trash, audit and settings', async ({ page, empty }) => {
  await pushTags(empty.port, 'team/app', { v1: 'one', v2: 'two' });
  await pushTags(empty.port, 'team/other', { v1: 'one' });
  for (const repository of ['team/app', 'team/other'])
    await fetch(`${empty.url}/v2/${repository}/manifests/v1`, { method: 'DELETE' });
  for (const path of ['/r/team~app/history', '/storage', '/trash', '/audit', '/settings']) {
    await openPage(page, empty.url + path);
    await expect(page.locator('main [data-row]').nth(1)).toBeVisible();
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.keyboard.press('j');
    await expect.poll(() => focusedRow(page), path).toBeGreaterThanOrEqual(0);
    const first = await focusedRow(page);
    await page.keyboard.press('j');
    await expect.poll(() => focusedRow(page), path).toBe(first + 1);
    await page.keyboard.press('k');
    await expect.poll(() => focusedRow(page), path).toBe(first);
  }
});

test('the history says with which program each move was made', async ({ page, empty }) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await fetch(`${empty.url}/v2/team/app/manifests/v1`, {
    method: 'DELETE',
    headers: { 'User-Agent': 'docker/27.1.1 go/go1.21 <b>hostile</b>' },
  });
  await page.goto(`${empty.url}/r/team~app/history`);
  const moves = page.getByRole('list', { name: 'History' }).getByRole('listitem');
  await expect(moves.first()).toContainText('docker/27.1.1');
  await judge(page, 'history-clients');
});
