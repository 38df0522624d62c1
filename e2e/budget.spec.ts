import { gzipSync } from 'node:zlib';
import type { Response } from '@playwright/test';
import { digestOf } from '../tests/harness/content';
import { fromTheBrowser, test as guardedTest } from './guarded';
import { smallImage } from './push-tags';
import { expect, test } from './test';

const scriptBytesMax = 200_000;
/** The files of an image take more: the rows of their tree and the contracts of it come with nothing else. */
const filesBytesMax = 213_000;

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

test.use({ opensLive: false });

const browsing = [
  '/',
  '/r/library~nginx/tags',
  '/r/library~nginx/t/latest',
  `${image}/layers`,
  `${image}/config`,
  // Of what is there it would lead on to the digests.
  '/compare?a=nobody/knows:this&b=library/nginx:stable',
  '/r/library~nginx/history',
  '/r/library~nginx/usage',
  '/r/library~nginx/policy',
];

const budgets = [
  ...[...browsing, ...administration].map((path) => ({ path, bytesMax: scriptBytesMax })),
  { path: `${image}/files`, bytesMax: filesBytesMax },
];

for (const { path, bytesMax } of budgets) {
  test(`the scripts of ${path} take less than ${bytesMax / 1000} kB, compressed`, async ({
    page,
    filled,
    complaints,
  }) => {
    // What the page loads by itself some seconds later is no part of its first load, however long that takes here. That
    // this clock is ahead of the server's is nothing to complain of.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    const sizes: Promise<number>[] = [];
    const weigh = (response: Response) => {
      if (response.url().endsWith('.js')) sizes.push(response.body().then((body) => gzipSync(body).length));
    };
    page.on('response', weigh);
    await page.goto(filled.url + path, { waitUntil: 'networkidle' });
    // It may come while the test ends.
    page.off('response', weigh);
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    test.info().annotations.push({ type: 'compressed script bytes', description: String(total) });
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(bytesMax);
    // Of what is asked for by an address that is of nothing.
    expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
  });
}

const signInBytesMax = 155_000;

guardedTest(
  'the scripts of the sign-in page take less than 155 kB, compressed',
  async ({ page, guarded }) => {
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.goto(`${guarded.url}/sign-in`, { waitUntil: 'networkidle' });
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    guardedTest.info().annotations.push({ type: 'compressed script bytes', description: String(total) });
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(signInBytesMax);
  },
);
