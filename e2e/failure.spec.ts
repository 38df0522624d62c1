import { hideListing } from './hide-listing';
import { pushTags } from './push-tags';
import { expect, row, test } from './test';

const fromTheBrowser = /Failed to load resource/;

test('a list that cannot be read names the request id of the log, and retry brings it back', async ({
  page,
  empty,
  complaints,
}) => {
  await pushTags(empty.port, 'team/app', { latest: 'app' });
  const listing = hideListing(empty.root);
  try {
    await page.goto(empty.url);
    const alert = page.getByRole('alert').filter({ hasText: 'Repositories could not be loaded' });
    await expect(alert).toBeVisible();
    const requestId = await alert.locator('code').textContent();
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    await expect.poll(() => empty.output()).toContain(String(requestId));
    expect(await alert.textContent()).not.toContain('SQL');
  } finally {
    listing.restore();
  }
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(row(page, 'team/app')).toBeVisible();
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a list that cannot be refreshed stays, says since when, and recovers by itself', async ({
  page,
  context,
  empty,
  complaints,
}) => {
  await page.clock.install();
  await pushTags(empty.port, 'team/app', { latest: 'app' });
  await page.goto(empty.url);
  await expect(row(page, 'team/app')).toBeVisible();
  await context.setOffline(true);
  await page.clock.runFor(11_000);
  const banner = page.getByRole('alert').filter({ hasText: 'Not updated since' });
  await expect(banner).toContainText('The registry did not answer');
  await expect(row(page, 'team/app')).toBeVisible();
  await context.setOffline(false);
  await page.clock.runFor(11_000);
  await expect(banner).toBeHidden();
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a list whose script does not come stays, says what to do, and recovers by itself', async ({
  page,
  empty,
  complaints,
}) => {
  await page.clock.install();
  await pushTags(empty.port, 'team/app', { latest: 'app' });
  await page.goto(empty.url, { waitUntil: 'networkidle' });
  await page.route('**/_next/static/chunks/**', (route) => route.abort());
  await page.clock.runFor(21_000);
  const banner = page.getByRole('alert').filter({ hasText: 'Not updated since' });
  await expect(banner).toContainText('A part of this page did not come.');
  await expect(banner).toContainText('reload the page');
  await expect(row(page, 'team/app')).toBeVisible();
  await page.unroute('**/_next/static/chunks/**');
  await page.clock.runFor(21_000);
  await expect(banner).toBeHidden();
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('the page of a repository that is deleted meanwhile says so', async ({ page, empty, complaints }) => {
  await page.clock.install();
  await pushTags(empty.port, 'team/app', { latest: 'app' });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await expect(row(page, 'latest')).toBeVisible();
  const { digest } = await deleteOnly(empty.url);
  expect(digest).toMatch(/^sha256:/);
  await page.clock.runFor(11_000);
  await expect(page.getByRole('heading', { name: 'There is no repository team/app' })).toBeVisible();
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

/** Deletes the one manifest of `team/app`. */
async function deleteOnly(url: string): Promise<{ digest: string }> {
  const head = await fetch(`${url}/v2/team/app/manifests/latest`, { method: 'HEAD' });
  const digest = head.headers.get('docker-content-digest') ?? '';
  const answer = await fetch(`${url}/v2/team/app/manifests/${digest}`, { method: 'DELETE' });
  expect(answer.status).toBe(202);
  return { digest };
}
