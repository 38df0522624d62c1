import { basic, SignedInClient } from '../tests/harness/accounts';
import { enter, expect, password, test } from './guarded';
import { pushTags } from './push-tags';
import { test as openTest, row } from './test';

test('a starred repository is marked, stays so, is listed alone, and comes first in the search', async ({
  page,
  guarded,
}) => {
  const name = guarded.newUser();
  const client = new SignedInClient(guarded.port, basic('root', password));
  await pushTags(client, 'team/zebra', { latest: 'zebra' });
  client.close();
  await enter(page, guarded.url, name);
  // A star is no button before its script is there.
  await page.goto(guarded.url, { waitUntil: 'networkidle' });
  const star = page.getByRole('button', { name: 'Star team/zebra', exact: true });
  await expect(star).toHaveAttribute('aria-pressed', 'false');
  await star.click();
  await expect(star).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('link', { name: 'Starred', exact: true }).click();
  await expect(page).toHaveURL(`${guarded.url}/?starred=1`);
  await expect(row(page, 'team/app')).toHaveCount(0);
  await expect(row(page, 'team/zebra')).toBeVisible();
  await page.keyboard.press('Control+k');
  const options = page.getByRole('group', { name: 'Starred repositories' }).getByRole('option');
  await expect(options).toHaveText(['team/zebra']);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${guarded.url}/r/team~zebra/tags`);
  await expect(star).toHaveAttribute('aria-pressed', 'true');
  await star.click();
  await expect(star).toHaveAttribute('aria-pressed', 'false');
  await page.goto(`${guarded.url}/?starred=1`);
  await expect(page.getByText('You have starred nothing')).toBeVisible();
});

test('a star that cannot be set is as it was, and says why', async ({ page, guarded, complaints }) => {
  await enter(page, guarded.url, guarded.newUser());
  await page.goto(guarded.url, { waitUntil: 'networkidle' });
  await page.route('**/star', (route) =>
    route.fulfill({ status: 500, json: { error: { message: 'The disk is full.', requestId: 'r' } } }),
  );
  const star = page.getByRole('button', { name: 'Star team/app', exact: true });
  await star.click();
  await expect(
    page.getByRole('status').filter({ hasText: 'team/app was not starred: The disk is full.' }),
  ).toBeAttached();
  await expect(star).toHaveAttribute('aria-pressed', 'false');
  expect(complaints.splice(0).filter((text) => !/Failed to load resource/.test(text))).toEqual([]);
});

openTest('there are no stars where nobody signs in', async ({ page, filled }) => {
  await page.goto(`${filled.url}/?q=library`);
  await expect(row(page, 'library/nginx')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Star / })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Starred' })).toHaveCount(0);
});
