import { judge } from './judge';
import { expect, longRepository, repositoryNames, row, test } from './test';

test('a row says what the repository is, how many tags it has, how large it is, and when it was pushed', async ({
  page,
  filled,
}) => {
  await page.goto(`${filled.url}/?q=nginx`);
  const nginx = row(page, 'library/nginx');
  await expect(nginx.getByRole('cell')).toHaveText([
    'Imagelibrary/nginx',
    '4 tags',
    /^\d+ B$|KiB$/,
    /growth not known yet$/,
    /^just now|minutes? ago$/,
    /not pulled$/,
    '0',
  ]);
  await expect(page.getByText('Tags and sizes were counted just now')).toBeVisible();
  await page.setViewportSize({ width: 1600, height: 900 });
  await expect(nginx.getByTitle(filled.digests['1.2'] ?? '')).toContainText(/^sha256:[0-9a-f]{12}$/);
  await expect(nginx.getByRole('cell').nth(1)).toContainText('1.2');
  await page.goto(`${filled.url}/?q=builds`);
  await expect(row(page, 'team/builds')).toContainText('130 tags');
});

test('the list is sorted by its heads with the keyboard, in the address, and says so', async ({
  page,
  filled,
}) => {
  await page.goto(filled.url);
  const head = (name: string) => page.getByRole('columnheader', { name });
  await expect(head('Repository')).toHaveAttribute('aria-sort', 'ascending');
  await head('Tags').getByRole('link').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${filled.url}/?sort=-tags`);
  await expect(head('Tags')).toHaveAttribute('aria-sort', 'descending');
  await expect(head('Repository')).toHaveAttribute('aria-sort', 'none');
  const first = async (count: number) => (await repositoryNames(page)).slice(0, count);
  await expect.poll(() => first(3)).toEqual(['team/builds', 'library/nginx', longRepository]);
  await head('Tags').getByRole('link').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${filled.url}/?sort=tags`);
  await expect.poll(() => first(1)).toEqual(['pages/service-000']);

  await page.goto(`${filled.url}/?sort=-pushed`);
  await expect.poll(() => first(2)).toEqual(['pages/service-119', 'pages/service-118']);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/\?sort=-pushed&cursor=/);
  await expect.poll(() => first(1)).toEqual(['pages/service-069']);
  await page.getByRole('searchbox').fill('nginx');
  await expect(page).toHaveURL(`${filled.url}/?q=nginx&sort=-pushed`);
  await expect.poll(() => repositoryNames(page)).toEqual(['library/nginx']);
  await page.goto(`${filled.url}/?sort=-size`);
  await expect(head('Size')).toHaveAttribute('aria-sort', 'descending');
  await judge(page, 'repositories-by-size');
});

test('on a narrow screen a list is sorted by a choice, and a row keeps what matters most', async ({
  page,
  filled,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(filled.url);
  await page.getByRole('combobox', { name: 'Sort repositories' }).selectOption('Most tags');
  await expect(page).toHaveURL(`${filled.url}/?sort=-tags`);
  const builds = row(page, 'team/builds');
  await expect(builds.getByText('130 tags')).toBeVisible();
  await expect(builds.getByText(/ B$|KiB$/).first()).toBeVisible();
  await expect(builds.getByText(/just now|ago/)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await judge(page, 'repositories-by-tags');
});

test('the search finds a repository by a tag, and by the digest of a manifest', async ({ page, filled }) => {
  await page.goto(filled.url);
  await page.getByRole('searchbox').fill('nginx:1.1');
  await expect.poll(() => repositoryNames(page)).toEqual(['library/nginx']);
  await page.getByRole('searchbox').fill(filled.digests.stable ?? '');
  await expect.poll(() => repositoryNames(page)).toEqual(['library/nginx']);
  await page.getByRole('searchbox').fill('nginx:2');
  await expect(page.getByRole('heading', { name: 'No repository holds “nginx:2”' })).toBeVisible();
});

test('a digest has the same hue wherever it stands, and another digest another', async ({ page, filled }) => {
  const hueOf = (digest: string | undefined) =>
    page
      .getByTitle(digest ?? '')
      .first()
      .locator('[data-hue]')
      .getAttribute('data-hue');
  await page.goto(`${filled.url}/?q=nginx`);
  const inList = await hueOf(filled.digests['1.2']);
  await page.goto(`${filled.url}/r/library~nginx/tags`);
  expect(await hueOf(filled.digests.stable)).toBe(inList);
  expect(await hueOf(filled.digests.latest)).not.toBe(inList);
});

test('pages of 50 lead to each other, and each is an address', async ({ page, filled }) => {
  await page.goto(filled.url);
  await expect.poll(() => repositoryNames(page)).toHaveLength(50);
  const first = await repositoryNames(page);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/\?cursor=/);
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
  expect(requests.filter((path) => path !== '/icon.svg' && path !== '/favicon.ico')).toEqual(['/']);
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
  await expect(page).toHaveURL(/q=service&cursor=/);
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
  // Here nothing is told: the page asks by itself.
  await page.route('**/api/v1/events?*', (route) => route.fulfill({ status: 204 }));
  const asked: string[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().includes('/api/v1/repositories')) asked.push(request.url());
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
