import type { Page } from '@playwright/test';
import { enter, expect, test } from './guarded';

const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' });
const answer = async (page: Page, name: string) =>
  await question(page).getByRole('button', { name, exact: true }).click();

/** Each form, how it is opened, and one of its fields. */
const forms = {
  '/access/rules': { open: 'Add a rule', field: 'Whom' },
  '/access/users': { open: 'Make an account', field: 'Name' },
  '/access/tokens': { open: 'Make a token', field: 'What it is for' },
  '/access/quotas': { open: 'Set a quota', field: 'Namespace' },
  '/access/groups': { open: undefined, field: 'User' },
  '/storage/retention/draft': { open: undefined, field: 'Repositories' },
} as const;

for (const [path, { open, field }] of Object.entries(forms)) {
  test(`what was typed at ${path} is not lost before somebody says so`, async ({ page, guarded }) => {
    await enter(page, guarded.url, 'root');
    await page.goto(`${guarded.url}/health`);
    await page.goto(guarded.url + path, { waitUntil: 'networkidle' });
    if (open) await page.getByRole('button', { name: open, exact: true }).click();
    const input = page.getByRole('main').getByLabel(field, { exact: true });
    // What was typed and taken back is nothing.
    await input.fill('typed');
    await input.fill('');
    await page.getByRole('link', { name: 'Trash', exact: true }).click();
    await expect(page).toHaveURL(`${guarded.url}/trash`);
    await page.goto(guarded.url + path, { waitUntil: 'networkidle' });
    if (open) await page.getByRole('button', { name: open, exact: true }).click();
    await input.fill('typed');
    await page.getByRole('link', { name: 'Trash', exact: true }).click();
    await answer(page, 'Cancel');
    await expect(input).toHaveValue('typed');
    await page.getByRole('link', { name: 'Trash', exact: true }).click();
    await answer(page, 'Leave');
    await expect(page).toHaveURL(`${guarded.url}/trash`);
    await expect(question(page)).toHaveCount(0);
  });
}

test('a key, the search and the browser itself ask too', async ({ page, guarded }) => {
  await enter(page, guarded.url, 'root');
  await page.goto(`${guarded.url}/access/rules`, { waitUntil: 'networkidle' });
  const isHeld = () =>
    page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const input = page.getByLabel('Whom');
  expect(await isHeld()).toBe(false);
  await input.fill('user:typed');
  expect(await isHeld()).toBe(true);
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await answer(page, 'Cancel');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('trash');
  await page.keyboard.press('Enter');
  await answer(page, 'Cancel');
  await expect(input).toHaveValue('user:typed');
  await input.fill('');
  expect(await isHeld()).toBe(false);
});
