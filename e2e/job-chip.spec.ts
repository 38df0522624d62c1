import { enter, test as guardedTest } from './guarded';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, test } from './test';

const run = {
  id: 7,
  kind: 'scrub',
  cause: 'schedule',
  state: 'running',
  startedAtMs: 0,
  endedAtMs: null,
  words: '43 of 100 files read',
  fraction: 0.431,
  needsCare: false,
};
const ended = { ...run, id: 6, state: 'done' };

test('the top bar tells what runs and how far it is, leads there, and tells nothing once it has ended', async ({
  page,
  empty,
}) => {
  let jobs: object[] = [run, { ...run, id: 8, kind: 'check', fraction: null }, ended];
  await page.route(
    (url) => url.pathname === '/api/v1/jobs',
    (route) => route.fulfill({ json: { nowMs: Date.now(), jobs, next: null } }),
  );
  await page.goto(`${empty.url}/settings`);
  const chip = page.getByRole('banner').getByRole('link', { name: 'Scrub runs: 43 %, and 1 more' });
  await expect(chip).toHaveAttribute('href', '/jobs/7', { timeout: 20_000 });
  await judge(page, 'job-chip');
  jobs = [ended];
  await page.reload({ waitUntil: 'networkidle' });
  await expect(chip).toBeHidden();
});

guardedTest('what runs has room beside the account, also on a narrow screen', async ({ page, guarded }) => {
  await page.route(
    (url) => url.pathname === '/api/v1/jobs',
    (route) => route.fulfill({ json: { nowMs: Date.now(), jobs: [run], next: null } }),
  );
  await enter(page, guarded.url, 'root');
  await page.goto(`${guarded.url}/trash`);
  await expect(page.getByRole('link', { name: 'Scrub runs: 43 %' })).toBeVisible({ timeout: 20_000 });
  await judge(page, 'job-chip-account');
});

test('who deletes many tags is led back to how far that is, from every page of the tab', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  let state = 'running';
  await page.route(
    (url) => url.pathname === '/api/v1/repositories/team~app/tag-deletions/5',
    (route) =>
      route.fulfill({
        json: { state, of: 400, done: 100, deleted: 100, keptCount: 0, kept: [], problem: null },
      }),
  );
  await page.goto(empty.url);
  await page.evaluate(() =>
    sessionStorage.setItem('cyberdock-deletion', '{"repository":"team/app","plan":5}'),
  );
  await page.goto(empty.url);
  const chip = page.getByRole('link', { name: 'Deletion of tags runs: 25 %' });
  // It comes seconds behind the page.
  await expect(chip).toBeVisible({ timeout: 20_000 });
  await chip.press('Enter');
  await expect(page).toHaveURL(`${empty.url}/r/team~app/tags?deletion=5`);
  await expect(page.getByText('100 of 400 tags gone through')).toBeVisible();
  state = 'done';
  await expect(chip).toBeHidden();
  expect(await page.evaluate(() => sessionStorage.getItem('cyberdock-deletion'))).toBeNull();
});

guardedTest(
  'who may not read what runs is told nothing of it, and asks for nothing',
  async ({ page, guarded }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await enter(page, guarded.url, 'alice');
    await page.goto(guarded.url);
    // What comes a second behind the page is there once the page listens.
    await expect.poll(() => asked).toContain('/api/v1/events');
    expect(asked).not.toContain('/api/v1/jobs');
  },
);
