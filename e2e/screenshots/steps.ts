import { expect, type Page } from '@playwright/test';
import { openLate } from '../open-late';
import type { Shown } from './fill';

/** Opens a page as it comes when its answers took the server too long, with an API that fails. */
export const failing = (path: (shown: Shown) => string) => async (page: Page, shown: Shown) => {
  await page.route('**/api/v1/**', (route) =>
    route.fulfill({
      status: 500,
      json: {
        error: {
          message: 'The registry could not read its content; its log has the cause.',
          requestId: '9f1c6f0e-5a57-4f0b-9d6a-1f0a7b6c2d3e',
        },
      },
    }),
  );
  await openLate(page, page.url(), path(shown));
  await page.locator('main').getByRole('alert').first().waitFor();
};

/** The same with an API that does not answer yet. */
export const waiting = (path: (shown: Shown) => string) => async (page: Page, shown: Shown) => {
  await page.route('**/api/v1/**', () => undefined);
  const to = path(shown);
  await openLate(page, page.url(), to);
  await page.waitForURL(`**${to}`);
  await page
    .getByRole('main')
    .getByRole('status', { name: /^Loading/ })
    .first()
    .waitFor();
};

/** Presses a button of the page, or its line in the menu that has it on narrow screens. */
export const pressing = (name: string | RegExp) => async (page: Page) => {
  const main = page.getByRole('main');
  const button = main.getByRole('button', { name }).first();
  const more = main.getByRole('button', { name: 'More', exact: true });
  await button.or(more).first().waitFor();
  if (await button.isVisible()) return await button.click();
  await more.click();
  await page.getByRole('menuitem', { name }).click();
};

/** The same, and waits for the question that comes with all that it asks the server for. */
export const asking = (name: string | RegExp) => async (page: Page) => {
  await pressing(name)(page);
  await page.getByRole('dialog').waitFor();
  await expect(page.getByRole('dialog').getByRole('status', { name: /^Loading/ })).toHaveCount(0);
};
