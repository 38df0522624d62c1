import { symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { pushTags } from './push-tags';
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
  await expect(page).toHaveURL(`${filled.url}/r/library~nginx/tags`);
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

test('tags come in pages of 100, of which at most 60 are drawn', async ({ page, filled }) => {
  await page.goto(`${filled.url}/r/team~builds/tags?sort=name`);
  await expect(page.getByText('100 of 130 tags')).toBeVisible();
  await expect(row(page, 'build-1000')).toBeVisible();
  const drawn = page.locator('[data-row]');
  expect(await drawn.count()).toBeLessThanOrEqual(60);
  await page.getByRole('link', { name: 'Next' }).scrollIntoViewIfNeeded();
  await expect(row(page, 'build-1099')).toBeVisible();
  expect(await drawn.count()).toBeLessThanOrEqual(60);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByText('30 of 130 tags')).toBeVisible();
  await expect(row(page, 'build-1100')).toBeVisible();
  await page.getByRole('link', { name: 'First page' }).click();
  await expect(row(page, 'build-1000')).toBeVisible();
});

/** The tags that are drawn, from top to bottom. */
const tagsOn = (page: Page) =>
  page
    .getByRole('button', { name: /^Copy pull command for/ })
    .evaluateAll((buttons) =>
      buttons.map((button) => button.getAttribute('aria-label')?.slice('Copy pull command for '.length)),
    );

test('tags are sorted by what the address says, versions as versions', async ({ page, filled }) => {
  await page.goto(`${filled.url}/r/library~nginx/tags`);
  await expect(page.getByRole('columnheader', { name: 'Pushed' })).toHaveAttribute('aria-sort', 'descending');
  await page.getByRole('link', { name: 'Version' }).click();
  await expect(page).toHaveURL(/sort=-version/);
  await expect.poll(() => tagsOn(page)).toEqual(['latest', '1.10', '1.2', 'stable']);
  await page.getByRole('link', { name: 'Version' }).click();
  await expect.poll(() => tagsOn(page)).toEqual(['stable', '1.2', '1.10', 'latest']);
  await page.goBack();
  await expect.poll(() => tagsOn(page)).toEqual(['latest', '1.10', '1.2', 'stable']);
});

test('a filter is held in the address, finds tags and digests, and can be cleared', async ({
  page,
  filled,
}) => {
  await page.goto(`${filled.url}/r/team~builds/tags`);
  await page.getByRole('searchbox', { name: 'Filter tags' }).fill('BUILD-112');
  await expect(page).toHaveURL(/q=BUILD-112/);
  await expect(page.getByText('10 tags with “BUILD-112”')).toBeVisible();
  await page.getByRole('searchbox').fill('zebra');
  await expect(page.getByRole('heading', { name: 'No tag has “zebra” in it' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear the filter' }).click();
  await expect(page.getByText('100 of 130 tags')).toBeVisible();
  await page.goto(`${filled.url}/r/library~nginx/tags?q=${filled.digests.stable}&sort=name`);
  await expect.poll(() => tagsOn(page)).toEqual(['1.2', 'stable']);
});

test('every way to pull a tag is offered, and Escape leads back', async ({ page, filled }) => {
  await page.goto(`${filled.url}/r/library~nginx/tags`);
  await page.getByRole('button', { name: 'More of stable' }).click();
  const dialog = page.getByRole('dialog', { name: 'stable', exact: true });
  for (const text of [
    `podman pull ${filled.host}/library/nginx:stable`,
    `nerdctl pull ${filled.host}/library/nginx:stable`,
    `${filled.host}/library/nginx@${filled.digests.stable}`,
  ])
    await expect(dialog.getByText(text, { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'More of stable' })).toBeFocused();
});

test('a list of 10,000 tags is filtered and sorted within 200 ms, and costs one request', async ({
  page,
  empty,
}) => {
  const { latest: digest = '' } = await pushTags(empty.port, 'team/many', { latest: 'image' });
  // Tags that a client would push one by one.
  const folder = path.join(empty.root, 'repositories/team/many/manifests');
  for (let at = 0; at < 9_999; at++) symlinkSync(digest, path.join(folder, `1.${at % 100}.${at}`));
  const requests: string[] = [];
  page.on('request', (request) => {
    if (/\/api\/(?!v1\/events\b)/.test(request.url())) requests.push(request.url());
  });
  // The server finds the tags while it makes the page, and would tell of them right after.
  await page.route('**/api/v1/events?*', (route) => route.fulfill({ status: 204 }));
  await page.goto(`${empty.url}/r/team~many/tags?sort=-version`);
  await expect(page.getByText('100 of 10,000 tags')).toBeVisible();
  await expect(row(page, '1.99.9899')).toBeVisible();
  expect(await page.locator('[data-row]').count()).toBeLessThanOrEqual(60);
  expect(requests).toHaveLength(0);
  const times: number[] = [];
  for (const query of [
    'sort=-size',
    'sort=-pulls',
    'sort=version',
    'q=77',
    'q=77&sort=-pulls',
    'sort=name',
  ]) {
    for (let at = 0; at < 5; at++) {
      const begun = performance.now();
      const answer = await fetch(`${empty.url}/api/v1/repositories/team~many/tags?${query}`);
      expect(answer.status).toBe(200);
      await answer.text();
      times.push(performance.now() - begun);
    }
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)] ?? 0;
  test.info().annotations.push({ type: 'p95 ms', description: p95.toFixed(1) });
  expect(p95).toBeLessThan(200);
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
    await expect(page).toHaveURL(`${filled.url}/r/library~nginx/tags`);
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
