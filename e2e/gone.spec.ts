import { enter, test as guardedTest } from './guarded';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, test } from './test';

const fromTheBrowser = /Failed to load resource/;

/** Deletes a tag, or a manifest by its digest, as container clients do. */
async function remove(url: string, reference: string): Promise<void> {
  const answer = await fetch(`${url}/v2/team/app/manifests/${reference}`, { method: 'DELETE' });
  expect(answer.status).toBe(202);
}

test('a manifest that is deleted while its page is open says so, leads to its history and the trash, and comes back', async ({
  page,
  empty,
  complaints,
}) => {
  const { v1 = '' } = await pushTags(empty.port, 'team/app', { v1: 'one', v2: 'two' });
  await page.clock.install();
  await page.goto(`${empty.url}/r/team~app/m/${v1}/overview`);
  await expect(page.getByRole('button', { name: 'Delete manifest' })).toBeVisible();
  await remove(empty.url, v1);
  await page.clock.runFor(31_000);
  await expect(page.getByRole('heading', { name: `The manifest ${v1} was deleted`, level: 2 })).toBeVisible();
  await expect(page.getByText('1 tag went with the manifest.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'History', exact: true })).toHaveAttribute(
    'href',
    '/r/team~app/history',
  );
  await expect(page.getByRole('link', { name: 'Show in the trash' })).toHaveAttribute(
    'href',
    '/trash?repository=team%2Fapp',
  );
  await judge(page, 'manifest-gone');
  await page.getByRole('button', { name: 'Restore manifest' }).press('Enter');
  await expect(page.getByText('Tag v1 is back.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete manifest' })).toBeVisible();
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a tag that was deleted says by whom, when and what it pointed to, and comes back', async ({
  page,
  empty,
  complaints,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one', latest: 'one' });
  await remove(empty.url, 'v1');
  await page.goto(`${empty.url}/r/team~app/t/v1`);
  await expect(page.getByRole('heading', { name: 'The tag v1 was deleted', level: 2 })).toBeVisible();
  await expect(page.getByText('It pointed to')).toBeVisible();
  await judge(page, 'tag-gone');
  await expect(page.getByRole('link', { name: 'History of this tag' })).toHaveAttribute(
    'href',
    '/r/team~app/history?tag=v1',
  );
  await page.getByRole('button', { name: 'Restore tag' }).click();
  await expect(page.getByText('Tag v1 is back.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete tag' })).toBeVisible();
  // One that never was.
  await page.goto(`${empty.url}/r/team~app/t/never`);
  await expect(page.getByRole('heading', { name: 'There is no tag never', level: 2 })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Restore/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^History/ })).toHaveCount(0);
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('what is being deleted is not asked for again, whatever is told of it meanwhile', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  const listens = page.waitForResponse(/\/api\/v1\/events/);
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.getByRole('button', { name: 'Delete repository' }).click();
  const question = page.getByRole('dialog');
  await question.getByRole('textbox').fill('team/app');
  await listens;
  const asked: string[] = [];
  await page.route('**/team~app/deletion', async (route) => {
    if (route.request().method() !== 'POST') return await route.continue();
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const events = new EventSource('/api/v1/events');
          events.onopen = resolve;
          const told = new Promise((tell) => {
            events.onmessage = ({ data }) => String(data).includes('team/app') && tell(events.close());
          });
          Object.assign(window, { told });
        }),
    );
    const answer = await route.fetch();
    // The page asks at once for what it is told of.
    await page.evaluate(async () => {
      await (window as unknown as { told: Promise<void> }).told;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    });
    await route.fulfill({ response: answer });
  });
  await question.getByRole('button', { name: 'Delete repository' }).click();
  await expect(page).toHaveURL(`${empty.url}/`);
  await expect(page.getByRole('heading', { name: 'Repositories', level: 1 })).toBeVisible();
  expect(asked.filter((path) => path.includes('team~app'))).toEqual([]);
});

guardedTest(
  'who may not restore a tag is told who deleted it, and who can',
  async ({ page, guarded, complaints }) => {
    await enter(page, guarded.url, 'root');
    const headers = { Origin: guarded.url };
    const repository = `${guarded.url}/api/v1/repositories/team~app`;
    const { digest } = await (await page.request.get(`${repository}/tags/latest`)).json();
    const pointed = await page.request.put(`${repository}/tags/doomed`, {
      data: { digest, from: null },
      headers,
    });
    expect(pointed.status()).toBe(200);
    const { tags } = await (await page.request.get(`${repository}/tags?q=doomed`)).json();
    expect(
      (await page.request.post(`${repository}/tag-deletions`, { data: { tags }, headers })).status(),
    ).toBe(200);
    await page.context().clearCookies();
    await enter(page, guarded.url, 'alice');
    await page.goto(`${guarded.url}/r/team~app/t/doomed`);
    await expect(page.getByText('by root')).toBeVisible();
    await expect(page.getByText('Until then who deleted it can restore it')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Restore/ })).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Show in the trash' })).toHaveCount(0);
    expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
  },
);
