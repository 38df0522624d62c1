import { enter, test as guardedTest } from './guarded';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, row, test } from './test';

const fromTheBrowser = /Failed to load resource/;

/** What a tag points to; undefined when it is not there. */
async function digestNow(url: string, tag: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/v2/team/app/manifests/${tag}`, { method: 'HEAD' });
  return answer.headers.get('docker-content-digest') ?? undefined;
}

test('on the page of a manifest that has no tag, a tag is pointed to it', async ({ page, empty }) => {
  const { v1 = '' } = await pushTags(empty.port, 'team/app', { v1: 'one', v2: 'two' });
  await pushTags(empty.port, 'team/app', { v1: 'two' });
  await page.goto(`${empty.url}/r/team~app/m/${v1}/overview`);
  await expect(page.getByText('None: it can be pulled by its digest')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete tag' })).toBeHidden();
  await page.getByRole('button', { name: 'Point a tag here' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Tag' })).toBeFocused();
  await page.getByLabel('Tag', { exact: true }).fill('kept');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`kept points to the manifest of ${v1.slice(0, 19)}`)).toBeVisible();
  await expect(page.locator('main').getByRole('link', { name: 'kept', exact: true })).toBeVisible();
  expect(await digestNow(empty.url, 'kept')).toBe(v1);
});

test('on the page of a tag, that tag alone is deleted, its history is near, and Undo is there on the page that follows', async ({
  page,
  empty,
  complaints,
}) => {
  const { v1 } = await pushTags(empty.port, 'team/app', { v1: 'one', latest: 'one' });
  await page.goto(`${empty.url}/r/team~app/t/v1`);
  await judge(page, 'tag-actions');
  await page.getByRole('link', { name: 'History of this tag' }).click();
  await expect(page).toHaveURL(`${empty.url}/r/team~app/history?tag=v1`);
  await page.goBack();
  await page.getByRole('button', { name: 'Delete tag' }).press('Enter');
  await expect(page).toHaveURL(`${empty.url}/r/team~app/tags`);
  await expect(page.getByText('Tag v1 deleted')).toBeVisible();
  await expect(row(page, 'latest')).toBeVisible();
  await expect(row(page, 'v1')).toBeHidden();
  expect(await digestNow(empty.url, 'v1')).toBeUndefined();
  await judge(page, 'tag-deleted-toast');
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByText('Tag v1 is back.')).toBeVisible();
  await expect(row(page, 'v1')).toBeVisible();
  expect(await digestNow(empty.url, 'v1')).toBe(v1);
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('on the page of a tag that is the last of its manifest, deleting it asks first', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await page.goto(`${empty.url}/r/team~app/t/v1`);
  await page.getByRole('button', { name: 'Delete tag' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the last tag of this manifest?' });
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(page.getByRole('button', { name: 'Delete tag' })).toBeFocused();
  expect(await digestNow(empty.url, 'v1')).toBeDefined();
});

test('a manifest and a repository that were deleted come back by Undo on the page that follows', async ({
  page,
  empty,
  complaints,
}) => {
  const { v1 } = await pushTags(empty.port, 'team/app', { v1: 'one', v2: 'two' });
  await page.goto(`${empty.url}/r/team~app/m/${v1}/overview`);
  await page.getByRole('button', { name: 'Delete manifest' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete manifest' }).click();
  await expect(page).toHaveURL(`${empty.url}/r/team~app/tags`);
  await expect(page.getByText(/^Manifest sha256:[0-9a-f]{12} deleted$/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Tag v1 is back.')).toBeVisible();
  await expect(row(page, 'v1')).toBeVisible();
  await page.getByRole('button', { name: 'Delete repository' }).click();
  const question = page.getByRole('dialog');
  await question.getByRole('textbox').fill('team/app');
  await question.getByRole('button', { name: 'Delete repository' }).click();
  await expect(page).toHaveURL(`${empty.url}/`);
  await expect(page.getByText('Repository team/app deleted')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('2 tags are back.')).toBeVisible();
  await expect(row(page, 'team/app')).toBeVisible();
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
});

test('a tag and its manifest say who pushed them, and how often and when last they were pulled', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one', latest: 'one' });
  for (const tag of ['v1', 'v1', 'latest']) await fetch(`${empty.url}/v2/team/app/manifests/${tag}`);
  await page.goto(`${empty.url}/r/team~app/t/v1`);
  await expect(page.getByText('3, the last just now')).toBeVisible();
  await expect(page.getByText('pulls by this tag: 2, the last just now')).toBeVisible();
  await page.setViewportSize({ width: 800, height: 800 });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.getByRole('button', { name: 'More of v1' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('linux/amd64')).toBeVisible();
  // In the reader's zone, exactly, as everywhere.
  await expect(dialog.getByText('2, the last').locator('time')).toHaveAttribute('title', /\d\d:\d\d:\d\d/);
  await judge(page, 'tag-facts');
});

guardedTest(
  'who may only push points tags on the page of a tag, and deletes nothing',
  async ({ page, guarded }) => {
    await enter(page, guarded.url, 'alice');
    await page.goto(`${guarded.url}/r/team~app/t/latest`);
    await expect(page.getByRole('button', { name: 'Point a tag here' })).toBeVisible();
    await expect(page.getByText('by root').first()).toBeVisible();
    await expect(page.getByRole('button', { name: /^Delete/ })).toHaveCount(0);
  },
);
