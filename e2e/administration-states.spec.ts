import { fromTheBrowser } from './guarded';
import { judge } from './judge';
import { openLate } from './open-late';
import { expect, test } from './test';

/** Each page with the question that it can not be without, when its answer did not come with the page. */
const pages = [
  { path: '/storage', asks: '/api/v1/storage' },
  { path: '/storage/blobs', asks: '/api/v1/storage/blobs' },
  { path: '/storage/retention', asks: '/api/v1/retention' },
  { path: '/storage/retention/draft', asks: '/api/v1/retention/draft' },
  { path: '/jobs/1', asks: '/api/v1/jobs/1' },
  { path: '/trash', asks: '/api/v1/trash' },
  { path: '/health', asks: '/api/v1/health' },
  { path: '/access/users', asks: '/api/v1/access/users' },
  { path: '/access/groups', asks: '/api/v1/access/groups' },
  { path: '/access/tokens', asks: '/api/v1/access/tokens' },
  { path: '/access/rules', asks: '/api/v1/access/rules' },
  { path: '/access/quotas', asks: '/api/v1/access/quotas' },
  { path: '/audit', asks: '/api/v1/audit' },
  { path: '/settings', asks: '/api/v1/settings' },
  { path: '/settings/doctor', asks: '/api/v1/doctor' },
];

for (const { path, asks } of pages) {
  test(`${path} says what happened when it can not be loaded, with the request id, and comes when it can`, async ({
    page,
    empty,
    complaints,
  }) => {
    let isMended = false;
    await page.route(
      (url) => url.pathname === asks,
      (route) =>
        isMended
          ? route.continue()
          : route.fulfill({
              status: 500,
              json: {
                error: {
                  message: 'The registry could not read its content.',
                  requestId: 'id-of-the-request',
                },
              },
            }),
    );
    await openLate(page, empty.url, path);
    const alert = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
    await expect(alert).toContainText('The registry could not read its content.');
    await expect(alert).toContainText('id-of-the-request');
    await judge(page, `error${path.replaceAll('/', '-')}`);
    // Some pages ask again by themselves. The button is there until somebody presses it: only then is it mended.
    await page.exposeFunction('mend', () => {
      isMended = true;
    });
    await page.evaluate(() => {
      const { mend } = window as unknown as { mend: () => void };
      document.addEventListener('click', () => mend(), { capture: true, once: true });
    });
    await alert.getByRole('button', { name: 'Retry' }).click();
    await expect(alert).toHaveCount(0);
    await judge(page, `empty${path.replaceAll('/', '-')}`);
    expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
  });
}
