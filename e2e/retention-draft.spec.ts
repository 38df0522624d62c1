import { parse } from 'yaml';
import { startCyberDock } from '../tests/harness/cyberdock';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, test } from './test';

const env = {
  CYBERDOCK_STORAGE_FSYNC: 'false',
  CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
    { name: 'releases', repositories: ['team/**'], tags: ['v*'], protected: ['v*'] },
  ]),
};

test('a policy is drafted by keyboard, and what it would do is shown while it is typed', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const cyberdock = await startCyberDock({ env });
  for (const name of ['team/app', 'team/other'])
    await pushTags(cyberdock.port, name, { v1: 'v1', 'pr-1': 'one', 'pr-2': 'two', 'pr-3': 'three' });
  await page.goto(`${cyberdock.url}/storage/retention`);
  await page.getByRole('link', { name: 'Draft a policy' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is simulated yet' })).toBeVisible();
  await judge(page, 'retention-draft-empty');

  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.type('pull requests');
  await page.keyboard.press('Tab');
  await page.keyboard.type('team/**');
  // A form that is filled in by half means nothing.
  await expect(page.getByText('name the tags that it decides on')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing is simulated yet' })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('*');
  await expect(page.getByText('0 tags would go now')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('1');
  const going = page.getByRole('list', { name: 'Tags that would go' });
  await expect(going.getByRole('listitem')).toHaveText([
    /^team\/app:pr-1it is not among the last 1 pushed/,
    /^team\/app:pr-2/,
    /^team\/other:pr-1/,
    /^team\/other:pr-2/,
  ]);
  await expect(
    page.getByText(/^Of 8 tags in 2 repositories, 4 tags would go now, 4 of them by this draft\./),
  ).toBeVisible();
  await expect(page.getByText(/4 manifests would have no tag any more: at least .* come free/)).toBeVisible();
  await judge(page, 'retention-draft');

  await page.getByRole('button', { name: 'Copy as YAML' }).click();
  const copied = parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(copied).toEqual({
    retention: { policies: [{ name: 'pull requests', repositories: ['team/**'], tags: ['*'], keepLast: 1 }] },
  });

  await page.getByLabel('Only of a repository').selectOption('team/other');
  await expect(going.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('link', { name: /^Stay/ }).click();
  const staying = page.getByRole('list', { name: 'Tags that stay' });
  await expect(staying).toContainText('it is protected by retention.policies[0].protected');
  // Whoever gets the address sees the same.
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await expect(staying.getByRole('listitem')).toHaveCount(2);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('pull requests');

  await page.getByLabel('Pushed within').fill('30');
  await expect(page.getByText('a plain number has no unit: write 30s or 30ms')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing is simulated yet' })).toBeVisible();
  await judge(page, 'retention-draft-mistake');
  await page.goto('about:blank');
  await cyberdock.stop();
});

test('a draft that is overtaken while it is simulated is not shown, and its answer is not waited for', async ({
  page,
}) => {
  const cyberdock = await startCyberDock({ env });
  await pushTags(cyberdock.port, 'team/app', { one: '1', two: '2' });
  const ended: string[] = [];
  page.on('requestfailed', (request) => ended.push(request.url()));
  let isHeld = false;
  await page.route(/retention\/draft\?.*keepTags=one/, () => {
    isHeld = true;
  });
  await page.goto(`${cyberdock.url}/storage/retention/draft?repositories=**&tags=*`);
  await page.getByLabel('By name').fill('one');
  await expect.poll(() => isHeld).toBe(true);
  await page.getByLabel('By name').fill('two');
  await expect(page.getByRole('list', { name: 'Tags that would go' })).toContainText('team/app:one');
  await expect.poll(() => ended.some((url) => url.includes('keepTags=one'))).toBe(true);
  await page.goto('about:blank');
  await cyberdock.stop();
});

test('a thousand tags come fifty at a time, also when the simulation can not be refreshed', async ({
  page,
  complaints,
}) => {
  const cyberdock = await startCyberDock({ env });
  const tags = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`b${1_000 + at}`, `${at % 50}`]));
  await pushTags(cyberdock.port, 'team/builds', tags);
  await page.goto(`${cyberdock.url}/storage/retention/draft?repositories=**&tags=*&keepLast=100`);
  const rows = page.getByRole('list', { name: 'Tags that would go' }).getByRole('listitem');
  await expect(rows).toHaveCount(50);
  await expect(page.getByText('Other tags have their images: no bytes come free.')).toBeVisible();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(rows.first()).toContainText('b1050');
  await page.getByRole('link', { name: 'First page' }).click();
  await expect(rows.first()).toContainText('b1000');
  await judge(page, 'retention-draft-thousand');
  await page.route(/retention\/draft\?/, (route) =>
    route.fulfill({ status: 500, json: { error: { message: 'It could not be read.', requestId: 'id' } } }),
  );
  await page.getByLabel('Among the last pushed').fill('50');
  await expect(page.getByRole('alert').filter({ hasText: 'It could not be read.' })).toBeVisible();
  await judge(page, 'retention-draft-error');
  expect(complaints.splice(0).every((text) => text.includes('Failed to load resource'))).toBe(true);
  await page.goto('about:blank');
  await cyberdock.stop();
});

test('the form of a draft comes with the page, and nothing moves when what it would do follows', async ({
  page,
}) => {
  const cyberdock = await startCyberDock({ env });
  const builds = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`pr-${at}`, `build ${at % 3}`]));
  await pushTags(cyberdock.port, 'team/app', builds);
  const path = '/storage/retention/draft?name=builds&repositories=team/**&tags=pr-*&keepLast=1';
  const html = await (await page.request.get(cyberdock.url + path)).text();
  expect(html).toContain('Among the last pushed');
  expect(html).not.toContain('it is not among the last');
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    let answer = () => undefined as unknown;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/api/v1/retention/draft?*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(cyberdock.url + path);
    await expect(page.getByRole('status', { name: 'Loading what it would do' })).toBeVisible();
    await expect(page.getByLabel('Among the last pushed')).toHaveValue('1');
    answer();
    await expect(page.getByRole('list', { name: 'Tags that would go' }).getByRole('listitem')).toHaveCount(
      50,
    );
    const moved = await page.evaluate(() =>
      (window as unknown as { shifts: number[] }).shifts.reduce((sum, one) => sum + one, 0),
    );
    expect(moved, `at a width of ${width}`).toBeLessThanOrEqual(0.02);
    await page.unroute('**/api/v1/retention/draft?*');
  }
  await page.goto('about:blank');
  await cyberdock.stop();
});
