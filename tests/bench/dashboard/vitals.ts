import path from 'node:path';
import type { Browser, Page } from '@playwright/test';

/** What a reader of a page felt: milliseconds, but for the shift, which has no unit. */
export interface Vitals {
  /** Time to the first byte. */
  ttfb: number;
  /** Largest contentful paint. */
  lcp: number;
  /** Longest time from a key to what it drew: interaction to next paint. */
  inp: number;
  /** Cumulative layout shift. */
  cls: number;
  /** Rows of tables in the document, at most. */
  rows: number;
}

/** How many times slower than this machine the reader's is. */
const slowdown = 4;

/** How long nothing has to happen in a page until it counts as idle, in milliseconds. */
const quietMs = 500;

/**
 * Opens a page as on a slow machine, with nothing in the browser's cache, and works with it by the keyboard.
 * @param signIn gets the session of the context, before the page is opened
 */
export async function readVitals(
  browser: Browser,
  url: string,
  signIn: (page: Page) => Promise<void>,
): Promise<Vitals> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await signIn(page);
    await page.addInitScript({ path: path.join(import.meta.dirname, 'watch.cjs') });
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.goto(url);
    await whenIdle(page);
    for (const key of ['j', 'j', 'k', '/', 's', 'e', 'r', 'Escape', 'Tab', 'Tab']) {
      await page.keyboard.press(key);
      await whenIdle(page);
    }
    return await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      const { seenVitals } = window as unknown as { seenVitals: { lcp: number; inp: number; cls: number } };
      return {
        ...seenVitals,
        ttfb: navigation?.responseStart ?? 0,
        rows: document.querySelectorAll('[data-row]').length,
      };
    });
  } finally {
    await context.close();
  }
}

/**
 * Waits until the page has drawn and its thread has had nothing to do for a while: a reader presses the next key when
 * they have seen what the last one did.
 */
async function whenIdle(page: Page): Promise<void> {
  await page.evaluate(
    (quietMs) =>
      new Promise<void>((resolve) => {
        let timer = setTimeout(resolve, quietMs);
        new PerformanceObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(resolve, quietMs);
        }).observe({ entryTypes: ['longtask', 'resource'] });
      }),
    quietMs,
  );
}
