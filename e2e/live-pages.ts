import { type BrowserContext, expect, type Page } from '@playwright/test';

const ways = ['goto', 'reload', 'goBack', 'goForward'] as const;

/**
 * Has every page that is opened in a context wait until all that can be pressed or written in does what it is there for.
 * Before that a page is scrolled, pressed and written in at the speed of no person, on a slow machine.
 */
export function waitForScripts(context: BrowserContext): void {
  context.on('page', (page) => {
    for (const way of ways) {
      const go = page[way].bind(page) as (...given: unknown[]) => Promise<never>;
      const live = async (...given: unknown[]) => {
        const answer = await go(...given);
        await expect.poll(() => lifeless(page), { timeout: 60_000 }).toEqual([]);
        return answer;
      };
      Object.assign(page, { [way]: live });
    }
  });
}

/** What can be pressed or written in and has no script yet. Nothing, where scripts are off or a page has none. */
async function lifeless(page: Page): Promise<string[]> {
  return await page
    .evaluate(() => {
      if (!('__next_f' in window)) return [];
      const controls = document.querySelectorAll('a[href], button, input, select, textarea, [role="row"]');
      const isLive = (control: Element) => Object.keys(control).some((key) => key.startsWith('__react'));
      return [...controls]
        .filter((control) => !isLive(control))
        .map(({ outerHTML }) => outerHTML.slice(0, 100));
    })
    // It led to another page, which is looked at next.
    .catch((reason: Error) => [reason.message]);
}
