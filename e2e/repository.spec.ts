import { expect, longRepository, longTag, row, test } from './test';

test('a repository lists its tags, their digests, and the command that pulls each', async ({
  page,
  context,
  filled,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(filled.url);
  await page.getByRole('searchbox').fill('nginx');
  await row(page, 'library/nginx').getByRole('link').click();
  await expect(page).toHaveURL(`${filled.url}/r/library~nginx`);
  await expect(page).toHaveTitle('library/nginx · CyberDock');
  await expect(page.locator('[data-row]')).toHaveCount(4);

  await page.getByRole('button', { name: 'Copy pull command for stable' }).click();
  await expect(page.locator('#announcer')).toHaveText('Pull command copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `docker pull ${filled.host}/library/nginx:stable`,
  );
  await row(page, 'stable')
    .getByRole('button', { name: /^Copy digest/ })
    .click();
  await expect(page.locator('#announcer')).toHaveText('Digest copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(filled.digests.stable);

  await page.getByRole('button', { name: 'Push a tag' }).click();
  await expect(page.getByText(`docker push ${filled.host}/library/nginx:latest`)).toBeVisible();
});

test('tags come in pages of 100', async ({ page, filled }) => {
  await page.goto(`${filled.url}/r/team~builds`);
  await expect(page.locator('[data-row]')).toHaveCount(100);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(`${filled.url}/r/team~builds?last=build-1099`);
  await expect(page.locator('[data-row]')).toHaveCount(30);
  await page.getByRole('link', { name: 'First page' }).click();
  await expect(row(page, 'build-1000')).toBeVisible();
});

test('names and tags of the greatest length have a page', async ({ page, filled }) => {
  await page.goto(`${filled.url}/r/${longRepository.replaceAll('/', '~')}`);
  await expect(page.getByRole('heading', { name: longRepository })).toBeVisible();
  await expect(page.getByRole('button', { name: `Copy pull command for ${longTag}` })).toBeVisible();
});

test('an address typed with slashes, or without a namespace, leads to the repository', async ({
  page,
  filled,
}) => {
  for (const path of ['/r/library/nginx', '/r/nginx']) {
    await page.goto(filled.url + path);
    await expect(page).toHaveURL(`${filled.url}/r/library~nginx`);
  }
});

test('what is no repository says so, whatever the address holds', async ({ page, filled, complaints }) => {
  for (const segment of [
    'team~missing',
    'UPPER~case',
    '..%2f..%2fetc',
    '%00',
    'a~manifests',
    'constructor',
  ]) {
    await page.goto(`${filled.url}/r/${segment}`);
    await expect(page.getByRole('heading', { name: 'There is no such repository' })).toBeVisible();
  }
  const malformed = await page.goto(`${filled.url}/r/%zz`);
  expect(malformed?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  // The browser itself reports the status of pages that are not found.
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('404')));
});
