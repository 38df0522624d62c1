import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The rules of axe that look at colours. */
const ofColours = ['color-contrast', 'link-in-text-block'];

const folder = process.env.CYBERDOCK_TEST_SCREENSHOTS;

/**
 * Looks at a page as it stands, in both themes and narrow: axe must have nothing to object to, and nothing may reach
 * beyond 360 px. Where `CYBERDOCK_TEST_SCREENSHOTS` names a folder, pictures of it go there.
 */
export async function judge(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 800 };
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const axe = new AxeBuilder({ page });
    // The themes differ in their colours alone: what else there is to object to is found in the light.
    if (colorScheme === 'dark') axe.withRules(ofColours);
    expect((await axe.analyze()).violations, `${name}, ${colorScheme}`).toEqual([]);
    if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 360, height: 740 });
  if (folder) await page.screenshot({ path: `${folder}/${name}-narrow.png`, fullPage: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at 360 px`).toBe(360);
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}
