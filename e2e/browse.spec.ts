import { expect, longRepository, repositoryNames, row, test } from './test';

test('a row has the name, the number of tags, and the most telling tags with their digests', async ({
  page,
  filled,
}) => {
  await page.goto(`${filled.url}/?q=nginx`);
  const nginx = row(page, 'library/nginx');
  await expect(nginx).toContainText('4 tags');
  await expect(nginx.getByRole('list').getByRole('listitem')).toContainText(['latest', 'stable']);
  await expect(nginx.getByTitle(filled.digests.latest ?? '')).toContainText(/^sha256:[0-9a-f]{12}$/);
  await page.goto(`${filled.url}/?q=builds`);
  await expect(row(page, 'team/builds')).toContainText('100+ tags');
});

test('a digest has the same hue wherever it stands, and another digest another', async ({ page, filled }) => {
  const hueOf = (digest: string | undefined) =>
    page
      .getByTitle(digest ?? '')
      .first()
      .locator('[data-hue]')
      .getAttribute('data-hue');
  await page.goto(`${filled.url}/?q=nginx`);
  const inList = await hueOf(filled.digests.latest);
  await page.goto(`${filled.url}/r/library~nginx/tags`);
  expect(await hueOf(filled.digests['1.10'])).toBe(inList);
  expect(await hueOf(filled.digests.stable)).not.toBe(inList);
});

test('pages of 50 lead to each other, and each is an address', async ({ page, filled }) => {
  await page.goto(filled.url);
  await expect.poll(() => repositoryNames(page)).toHaveLength(50);
  const first = await repositoryNames(page);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/\?last=/);
  await expect(row(page, 'pages/service-060')).toBeVisible();
  const second = await repositoryNames(page);
  expect(second).toHaveLength(50);

  await page.getByRole('link', { name: 'Next' }).click();
  await expect(row(page, longRepository)).toBeVisible();
  const third = await repositoryNames(page);
  const all = [...first, ...second, ...third];
  expect(all).toHaveLength(123);
  expect(all).toEqual([...new Set(all)].sort());

  await page.getByRole('link', { name: 'Previous' }).click();
  await expect.poll(() => repositoryNames(page)).toEqual(second);
  await page.reload();
  await expect.poll(() => repositoryNames(page)).toEqual(second);
  await page.goBack();
  await expect.poll(() => repositoryNames(page)).toEqual(third);
});

test('a page costs the browser one request for its data, however many rows it has', async ({
  page,
  filled,
}) => {
  const requests: string[] = [];
  page.on('request', (request) => {
    if (!request.url().includes('/_next/static/')) requests.push(new URL(request.url()).pathname);
  });
  await page.goto(filled.url, { waitUntil: 'networkidle' });
  expect(requests.filter((path) => path !== '/icon.svg')).toEqual(['/']);
});

test('a search is held in the address and finds text anywhere in a name', async ({ page, filled }) => {
  await page.goto(filled.url);
  await page.getByRole('searchbox').fill('SERVICE-00'.toLowerCase());
  await expect(page).toHaveURL(`${filled.url}/?q=service-00`);
  await expect.poll(() => repositoryNames(page)).toHaveLength(10);
  await expect(page.getByText('10 repositories with “service-00”')).toBeVisible();

  await row(page, 'pages/service-007').getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'pages/service-007' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('searchbox')).toHaveValue('service-00');
  await expect.poll(() => repositoryNames(page)).toHaveLength(10);
});

test('a search pages too, and a new one begins at its first page', async ({ page, filled }) => {
  await page.goto(`${filled.url}/?q=service`);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/q=service&last=pages%2Fservice-049/);
  await expect(row(page, 'pages/service-050')).toBeVisible();
  await page.getByRole('searchbox').fill('service-11');
  await expect(page).toHaveURL(`${filled.url}/?q=service-11`);
  await expect.poll(() => repositoryNames(page)).toHaveLength(10);
});

test('a search without a match says so and can be cleared', async ({ page, filled }) => {
  await page.goto(`${filled.url}/?q=zebra`);
  await expect(page.getByRole('heading', { name: 'No repository has “zebra” in its name' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear search' }).click();
  await expect(row(page, 'library/nginx')).toBeVisible();
  await expect(page.getByRole('searchbox')).toHaveValue('');
});

test('a hidden tab asks for nothing, and asks at once when it is shown again', async ({ page, filled }) => {
  await page.clock.install();
  const asked: string[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().includes('/api/v1/')) asked.push(request.url());
  });
  const show = (state: 'hidden' | 'visible') =>
    page.evaluate((visibility) => {
      Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
      window.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await page.goto(filled.url);
  await expect(page.getByRole('searchbox')).toBeVisible();
  await page.clock.runFor(11_000);
  await expect.poll(() => asked.length).toBe(1);
  await show('hidden');
  await page.clock.runFor(60_000);
  expect(asked).toHaveLength(1);
  await show('visible');
  await expect.poll(() => asked.length).toBe(2);
});
