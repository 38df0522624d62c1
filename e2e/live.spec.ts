import { HttpClient } from '../tests/harness/http-client';
import { RepositoryClient } from '../tests/harness/push';
import { randomContent } from '../tests/harness/random';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, row, test } from './test';

/** The tab listens to what changes. */
const listens = (url: string) => (request: { url: () => string; status: () => number }) =>
  request.url().startsWith(`${url}/api/v1/events?`) && request.status() === 200;

test('a push is seen in the tags of its repository and in the list, without loading the page again', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  const listening = page.waitForResponse(listens(empty.url));
  await page.goto(`${empty.url}/r/team~app/tags`);
  await expect(row(page, 'v1')).toBeVisible();
  await listening;
  await page.evaluate(() => {
    document.title = 'not loaded again';
  });
  await pushTags(empty.port, 'team/app', { v2: 'two' });
  await expect(row(page, 'v2')).toBeVisible({ timeout: 3_000 });
  expect(await page.title()).toBe('not loaded again');

  await page.getByRole('link', { name: 'Repositories' }).first().click();
  await expect(row(page, 'team/app')).toBeVisible();
  await pushTags(empty.port, 'team/later', { v1: 'one' });
  await expect(row(page, 'team/later')).toBeVisible({ timeout: 3_000 });
});

test('a push that is under way is told on the page of its repository, and on no other', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await pushTags(empty.port, 'team/other', { v1: 'one' });
  const http = new HttpClient(empty.port);
  const repository = new RepositoryClient(http, 'team/app');
  const session = await repository.startUpload();
  const listening = page.waitForResponse(listens(empty.url));
  await page.goto(`${empty.url}/r/team~app/tags`);
  await listening;
  const running = page.getByText('A push is under way');
  let isOver = false;
  const sending = (async () => {
    for (let sent = 0; !isOver; ) {
      const body = randomContent(10_000, `piece ${sent}`);
      const headers = {
        'Content-Type': 'application/octet-stream',
        'Content-Range': `${sent}-${sent + body.length - 1}`,
      };
      const answer = await http.request({ method: 'PATCH', path: session.location, headers, body });
      expect(answer.status).toBe(202);
      sent += body.length;
    }
  })();
  await expect(running).toBeVisible();
  await expect(page.getByText('1 upload')).toBeVisible();
  await judge(page, 'running-push');
  await expect(running).toBeVisible();
  await page.goto(`${empty.url}/r/team~other/tags`);
  await page.waitForResponse(listens(empty.url));
  await expect(row(page, 'v1')).toBeVisible();
  await expect(running).toBeHidden();
  await page.goBack();
  await expect(running).toBeVisible();
  isOver = true;
  await sending;
  // Of an upload that gets no more bytes, nothing is told.
  await expect(running).toBeHidden({ timeout: 15_000 });
  http.close();
});

test('where nothing tells of changes, the page asks by itself as before', async ({ page, empty }) => {
  await page.clock.install();
  await page.route('**/api/v1/events?*', (route) => route.fulfill({ status: 204 }));
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await expect(row(page, 'v1')).toBeVisible();
  await pushTags(empty.port, 'team/app', { v2: 'two' });
  await page.clock.runFor(11_000);
  await expect(row(page, 'v2')).toBeVisible();
});

test('tabs that are closed give their places back', async ({ context, empty }) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  // More than may listen at a time.
  for (let count = 0; count < 12; count += 1) {
    const tab = await context.newPage();
    const answer = tab.waitForResponse((response) =>
      response.url().startsWith(`${empty.url}/api/v1/events?`),
    );
    await tab.goto(`${empty.url}/r/team~app/tags`);
    expect((await answer).status()).toBe(200);
    await tab.close();
  }
});
