import type { Page } from '@playwright/test';
import { expect, test } from './test';

const brightness = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d');
    if (!canvas) throw new Error('no canvas');
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return (canvas.getImageData(0, 0, 1, 1).data[0] ?? 0) > 127 ? 'light' : 'dark';
  });

test('the theme follows the machine until one is chosen', async ({ page, filled }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(filled.url);
  expect(await brightness(page)).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await brightness(page)).toBe('light');
  await page.getByRole('radio', { name: 'Dark theme' }).check({ force: true });
  expect(await brightness(page)).toBe('dark');
  await page.getByRole('radio', { name: 'System theme' }).check({ force: true });
  expect(await brightness(page)).toBe('light');
});

test('a chosen theme is in the page that the server sends, so that nothing flashes', async ({
  page,
  filled,
  browser,
}) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(filled.url);
  await page.getByRole('radio', { name: 'Dark theme' }).check({ force: true });
  const state = await page.context().storageState();
  const withoutScript = await browser.newContext({
    storageState: state,
    javaScriptEnabled: false,
    colorScheme: 'light',
  });
  const reloaded = await withoutScript.newPage();
  await reloaded.goto(filled.url);
  await expect(reloaded.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(reloaded.getByRole('radio', { name: 'Dark theme' })).toBeChecked();
  await withoutScript.close();
});
