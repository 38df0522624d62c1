import AxeBuilder from '@axe-core/playwright';
import { fromTheBrowser } from './guarded';
import { expect, longRepository, test } from './test';

const pages = {
  'the list': '/',
  'a search without a match': '/?q=zebra',
  'a list by size': '/?sort=-size',
  'a page after the last': `/?cursor=${Buffer.from('["zzz","zzz"]').toString('base64url')}`,
  'a repository': '/r/library~nginx/tags',
  'a repository with a long name': `/r/${longRepository.replaceAll('/', '~')}`,
  'a repository that is not there': '/r/team~missing',
};

/** The browser itself complains of a page that answers 404. */
function allowNotFound(complaints: string[]): void {
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [what, path] of Object.entries(pages)) {
    test(`axe finds nothing to object to in ${what}, ${colorScheme}`, async ({
      page,
      filled,
      complaints,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(filled.url + path, { waitUntil: 'networkidle' });
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      allowNotFound(complaints);
    });
  }

  test(`axe finds nothing to object to in the commands to push, ${colorScheme}`, async ({
    page,
    filled,
    empty,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(empty.url);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.goto(filled.url);
    await page.getByRole('button', { name: 'Push an image' }).click();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}

for (const path of Object.values(pages)) {
  test(`nothing of ${path.slice(0, 40)} is cut off at 360 px`, async ({ page, filled, complaints }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(filled.url + path);
    await expect(page.locator('main h1')).toBeAttached();
    const beyond = await page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((element) => element.getBoundingClientRect().right > 360)
        .filter((element) => !element.closest('.truncate, .overflow-hidden'))
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(beyond).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    allowNotFound(complaints);
  });
}

test('the commands to push can be read whole at 360 px', async ({ page, empty }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(empty.url);
  await expect(page.getByRole('button', { name: 'Copy push command' })).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test('nothing moves with reduced motion', async ({ page, empty }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(empty.url);
  await expect(page.getByText('Waiting for the first push')).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});
