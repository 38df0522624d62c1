import type { Page } from '@playwright/test';

/**
 * Opens a page of the dashboard as it comes when its answers took the server too long to come with it: the browser then
 * asks for them itself.
 */
export async function openLate(page: Page, url: string, path: string): Promise<void> {
  await page.goto(url);
  const { pathname } = new URL(path, url);
  const isPage = (asked: URL) => asked.pathname === pathname && asked.searchParams.has('_rsc');
  await page.route(isPage, async (route) => {
    const answer = await route.fetch();
    // What comes with it is of questions that nobody asks.
    const body = (await answer.text()).replaceAll('"queryHash":"[', '"queryHash":"late[');
    await route.fulfill({ response: answer, body });
  });
  await page.evaluate((to) => {
    const { next } = window as unknown as { next: { router: { push: (path: string) => void } } };
    next.router.push(to);
  }, path);
}
