import { gzipSync } from 'node:zlib';
import type { Page, Request, Response } from '@playwright/test';
import { digestOf } from '../tests/harness/content';
import { pushFiles, tree } from './files-image';
import { fromTheBrowser, test as guardedTest } from './guarded';
import { smallImage } from './push-tags';
import { expect, test } from './test';

const scriptBytesMax = 200_000;

const administration = [
  '/storage',
  '/storage/blobs',
  '/storage/retention',
  '/storage/retention/draft?repositories=**&tags=*&keepLast=1',
  '/jobs/1',
  '/trash',
  '/health',
  '/access/users',
  '/access/users/nobody',
  '/access/groups',
  '/access/tokens',
  '/access/rules',
  '/access/quotas',
  '/audit',
  '/settings',
  '/settings/doctor',
];

const image = `/r/library~nginx/m/${digestOf(smallImage('newest').manifest)}`;

const browsing = [
  '/',
  '/r/library~nginx/tags',
  '/r/library~nginx/t/latest',
  `${image}/layers`,
  `${image}/config`,
  `${image}/raw`,
  `${image}/referrers`,
  // Of what is there it would lead on to the digests.
  '/compare?a=nobody/knows:this&b=library/nginx:stable',
  '/r/library~nginx/history',
  '/r/library~nginx/usage',
  '/r/library~nginx/policy',
];

for (const path of [...browsing, ...administration]) {
  test(`the scripts of ${path} take less than 200 kB, compressed`, async ({ page, filled, complaints }) => {
    const total = await firstLoadBytes(page, filled.url + path);
    test.info().annotations.push({ type: 'compressed script bytes', description: String(total) });
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(scriptBytesMax);
    // Of what is asked for by an address that is of nothing.
    expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
  });
}

test('the scripts of the files of an image take less than 200 kB, compressed', async ({ page, empty }) => {
  const url = empty.url + (await pushFiles(empty.port)).path;
  // As they come once the layers are read. A server that has much to do leaves them to the browser to ask for.
  let response = await page.request.get(url);
  await expect(async () => {
    response = await page.request.get(url);
    expect(await response.text()).toContain(String.raw`\"state\":\"ready\"`);
  }).toPass();
  await page.route(url, (route) => route.fulfill({ response }));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const total = await firstLoadBytes(page, url);
  test.info().annotations.push({ type: 'compressed script bytes', description: String(total) });
  await expect(tree(page)).toBeVisible();
  expect(asked.filter((path) => path.startsWith('/api/'))).toEqual([]);
  expect(total).toBeLessThan(scriptBytesMax);
});

const signInBytesMax = 155_000;

guardedTest(
  'the scripts of the sign-in page take less than 155 kB, compressed',
  async ({ page, guarded }) => {
    const total = await firstLoadBytes(page, `${guarded.url}/sign-in`);
    guardedTest.info().annotations.push({ type: 'compressed script bytes', description: String(total) });
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(signInBytesMax);
  },
);

/** Opens a page. @returns how many bytes of scripts it loads until all of it works, each compressed */
async function firstLoadBytes(page: Page, url: string): Promise<number> {
  const sizes: Promise<number>[] = [];
  const pending = new Set<Request>();
  const begun = (request: Request) => pending.add(request);
  const ended = (request: Request) => pending.delete(request);
  const weigh = (response: Response) => {
    if (response.url().endsWith('.js')) sizes.push(response.body().then((body) => gzipSync(body).length));
  };
  page.on('request', begun).on('requestfinished', ended).on('requestfailed', ended).on('response', weigh);
  // What a page does a second later is no part of its first load, however long that takes here.
  await page.addInitScript(() => {
    const { setTimeout: wait } = window;
    const soon = (act: () => void, afterMs = 0) => (afterMs < 1_000 ? wait(act, afterMs) : 0);
    Object.assign(window, { setTimeout: soon });
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  // What was there before its script is taken over piece by piece, and each may load more.
  do {
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    await expect.poll(() => pending.size).toBe(0);
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  } while (pending.size > 0);
  page.off('request', begun).off('requestfinished', ended).off('requestfailed', ended).off('response', weigh);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
