import type { Locator } from '@playwright/test';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, test } from './test';

const fromTheBrowser = /Failed to load resource/;
const idForm = /^[0-9a-f-]{36}$/;

/** What says that something failed has the id of the request, which the server answered. */
async function namesRequest(place: Locator, words: string): Promise<void> {
  const alert = place.getByRole('alert').filter({ hasText: words });
  await expect(alert).toContainText('Request id');
  expect(await alert.locator('code').textContent()).toMatch(idForm);
  await expect(alert.getByRole('button', { name: 'Copy request id' })).toBeVisible();
}

test('what a form was refused says why, and names the request', async ({ page, empty, complaints }) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.getByRole('button', { name: 'More of v1' }).click();
  await page.getByRole('button', { name: 'Point a tag here' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tag', { exact: true }).fill('-no-tag');
  await dialog.getByRole('button', { name: 'Point tag' }).click();
  await namesRequest(dialog, 'A tag has up to 128 letters');
  await judge(page, 'failed-retag');
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a question whose answer was refused says why, and names the request', async ({
  page,
  empty,
  complaints,
}) => {
  const { v1 } = await pushTags(empty.port, 'team/app', { v1: 'one' });
  await page.goto(`${empty.url}/r/team~app/m/${v1}/overview`);
  await page.getByRole('button', { name: 'Delete manifest' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('1 tag goes with it: v1.')).toBeVisible();
  await pushTags(empty.port, 'team/app', { latest: 'one' });
  await dialog.getByRole('button', { name: 'Delete manifest' }).click();
  await namesRequest(dialog, 'This has changed since it was shown');
  await judge(page, 'failed-deletion');
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a button whose request was refused says why, and names the request', async ({
  page,
  empty,
  complaints,
}) => {
  await page.route(
    (url) => url.pathname === '/api/v1/jobs',
    async (route) => {
      if (route.request().method() !== 'POST') return await route.fallback();
      const requestId = '0'.repeat(36);
      await route.fulfill({ status: 500, json: { error: { message: 'Another run goes on.', requestId } } });
    },
  );
  await page.goto(`${empty.url}/storage`);
  await page.getByRole('button', { name: 'Check now' }).click();
  await namesRequest(page.locator('main'), 'Another run goes on.');
  await judge(page, 'failed-job');
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});
