import AxeBuilder from '@axe-core/playwright';
import { enter, expect, test } from './guarded';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to object to where one signs in, ${colorScheme}`, async ({ page, guarded }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const path of ['/sign-in', '/sign-in?problem=wrong', '/sign-in?problem=throttled&wait=60']) {
      await page.goto(guarded.url + path, { waitUntil: 'networkidle' });
      expect((await new AxeBuilder({ page }).analyze()).violations, path).toEqual([]);
    }
  });

  test(`axe finds nothing to object to in the account, ${colorScheme}`, async ({ page, guarded }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await enter(page, guarded.url, guarded.newUser());
    await page.goto(`${guarded.url}/account`, { waitUntil: 'networkidle' });
    const look = async (what: string) =>
      expect((await new AxeBuilder({ page }).analyze()).violations, what).toEqual([]);
    await look('the page');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await look('the menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByLabel('What it is for').fill('laptop');
    await page.getByLabel('Only some of it').check();
    await look('the form');
    await page.getByRole('button', { name: 'Make token' }).click();
    await expect(page.getByRole('region', { name: 'The new token' })).toBeVisible();
    await look('the new token');
    await page.getByRole('button', { name: 'Revoke token laptop' }).click();
    await look('the question');
  });
}

test('the account can be used whole at 360 px', async ({ page, guarded }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await enter(page, guarded.url, guarded.newUser());
  await page.goto(`${guarded.url}/account`, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByLabel('What it is for').fill('x'.repeat(100));
  await page.getByLabel('Only some of it').check();
  await page.getByRole('button', { name: 'Make token' }).click();
  await expect(page.getByRole('region', { name: 'The new token' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  const beyond = await page.evaluate(() =>
    [...document.querySelectorAll('main *, header *')]
      .filter((element) => element.getBoundingClientRect().right > 360)
      .filter((element) => !element.closest('.truncate, .overflow-hidden, [popover]'))
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(beyond).toEqual([]);
});

test('an account can be looked after by keyboard alone', async ({ page, guarded }) => {
  await enter(page, guarded.url, guarded.newUser());
  await page.goto(`${guarded.url}/account`, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: /^Account of/ }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Account' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Account' })).toBeHidden();
  await expect(page.getByRole('button', { name: /^Account of/ })).toBeFocused();
  await page.getByRole('button', { name: 'Make a token' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('laptop');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'The new token' })).toBeFocused();
});
