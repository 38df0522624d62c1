import type { Page } from '@playwright/test';
import { openLate } from './open-late';
import { expect, test } from './test';

const repository = '/r/library~nginx';

/** Each page that shows a skeleton until its answer is there, with the name of that. */
const pages = {
  '/': 'Loading repositories',
  '/?view=tree': 'Loading repositories',
  [`${repository}/tags`]: 'Loading tags',
  [`${repository}/history`]: 'Loading the history',
  [`${repository}/usage`]: 'Loading the figures',
  [`${repository}/policy`]: 'Loading the policies',
  [`${repository}/t/latest`]: 'Loading the manifest',
  '/compare?a=library/nginx:latest&b=library/nginx:stable': 'Loading the comparison',
  '/storage': 'Loading the usage',
  '/storage/blobs': 'Loading',
  '/storage/retention': 'Loading',
  '/jobs/1': 'Loading',
  '/trash': 'Loading',
  '/health': 'Loading the checks',
  '/access/users': 'Loading',
  '/access/groups': 'Loading',
  '/access/tokens': 'Loading',
  '/access/rules': 'Loading',
  '/access/quotas': 'Loading',
  '/audit': 'Loading the audit trail',
  '/settings': 'Loading',
  '/settings/doctor': 'Loading',
};

/** Notes at every change of the page whether there is something under the heading of `path`. */
async function watchUnderHeading(page: Page, path: string): Promise<void> {
  await page.addInitScript((pathname) => {
    const seen: string[] = [];
    Object.assign(window, { underHeading: seen });
    new MutationObserver(() => {
      const main = document.querySelector('main');
      if (location.pathname !== pathname || !main?.querySelector('h1')) return;
      seen.push(main.querySelector('.skeleton') ? 'a skeleton' : 'nothing');
    }).observe(document, { childList: true, subtree: true });
  }, new URL(path, 'http://registry.test').pathname);
}

/** What stood there. The page of a manifest has no heading before it knows what that is. */
const underHeading = (page: Page) =>
  page.evaluate(() => [...new Set((window as unknown as { underHeading: string[] }).underHeading)]);

for (const [path, status] of Object.entries(pages)) {
  test(`${path} is at no moment empty while its answer is waited for`, async ({ page, filled }) => {
    await page.route('**/api/v1/**', () => undefined);
    await watchUnderHeading(page, path);
    await openLate(page, `${filled.url}${path === '/trash' ? '/settings' : '/trash'}`, path);
    await expect(page.getByRole('main').getByRole('status', { name: status })).toBeVisible();
    expect(await underHeading(page)).not.toContain('nothing');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
}
