import AxeBuilder from '@axe-core/playwright';
import { enter, test as guardedTest } from './guarded';
import { pushTags } from './push-tags';
import { expect, row, test } from './test';

const digestsOf = async (url: string, repository: string) => {
  const answer = await fetch(`${url}/api/v1/repositories/${repository}/tags?sort=name`);
  const { tags } = (await answer.json()) as { tags: { name: string; digest: string }[] };
  return new Map(tags.map(({ name, digest }) => [name, digest]));
};

test('a tag is deleted at once, leaves its siblings, and Undo brings it back', async ({ page, empty }) => {
  await pushTags(empty.port, 'team/app', { v1: 'one', latest: 'one', v2: 'two' });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.getByRole('button', { name: 'More of v1' }).click();
  await page.getByRole('button', { name: 'Delete tag' }).click();
  await expect(page.getByText('Tag v1 deleted')).toBeVisible();
  await expect(row(page, 'v1')).toBeHidden();
  await expect(row(page, 'latest')).toBeVisible();
  expect([...(await digestsOf(empty.url, 'team~app')).keys()]).toEqual(['latest', 'v2']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'v1')).toBeVisible();
  expect([...(await digestsOf(empty.url, 'team~app')).keys()]).toEqual(['latest', 'v1', 'v2']);
});

test('the last tag of a manifest asks first, and no is an answer', async ({ page, empty }) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.getByRole('button', { name: 'More of v1' }).click();
  await page.getByRole('button', { name: 'Delete tag' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the last tag of this manifest?' });
  await expect(question).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await page.getByRole('button', { name: 'Delete tag' }).click();
  await question.getByRole('button', { name: 'Delete tag' }).click();
  await expect(page.getByText('Tag v1 deleted')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No tags' })).toBeVisible();
});

test('a tag is pointed to another manifest, which its history tells and takes back', async ({
  page,
  empty,
}) => {
  const { v1, v2 } = await pushTags(empty.port, 'team/app', { v1: 'one', v2: 'two' });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.getByRole('button', { name: 'More of v2' }).click();
  await page.getByRole('button', { name: 'Point a tag here' }).click();
  await page.getByLabel('Tag', { exact: true }).fill('v1');
  await page.getByRole('button', { name: 'Point tag' }).click();
  await page.getByRole('button', { name: 'Move v1' }).click();
  await expect(page.getByText('v1 points to the manifest of v2')).toBeVisible();
  expect((await digestsOf(empty.url, 'team~app')).get('v1')).toBe(v2);
  await page.goto(`${empty.url}/r/team~app/history?tag=v1`);
  await expect(page.getByRole('list', { name: 'History' }).getByRole('listitem')).toHaveCount(2);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: `Restore v1 to ${v1?.slice(0, 19)}` }).click();
  await expect(page.getByRole('list', { name: 'History' }).getByRole('listitem')).toHaveCount(3);
  expect((await digestsOf(empty.url, 'team~app')).get('v1')).toBe(v1);
});

test('a manifest goes with what is named, and not when that has changed', async ({
  page,
  empty,
  complaints,
}) => {
  const { v1 } = await pushTags(empty.port, 'team/app', { v1: 'one', v2: 'two' });
  await page.goto(`${empty.url}/r/team~app/m/${v1}/overview`);
  await page.getByRole('button', { name: 'Delete manifest' }).click();
  const question = page.getByRole('dialog');
  await expect(question.getByText('1 tag goes with it: v1.')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await pushTags(empty.port, 'team/app', { latest: 'one' });
  await question.getByRole('button', { name: 'Delete manifest' }).click();
  await expect(question.getByText('This has changed since it was shown')).toBeVisible();
  await expect(question.getByText('2 tags go with it: latest, v1.')).toBeVisible();
  await question.getByRole('button', { name: 'Delete manifest' }).click();
  await expect(page).toHaveURL(`${empty.url}/r/team~app/tags`);
  await expect(row(page, 'v2')).toBeVisible();
  expect([...(await digestsOf(empty.url, 'team~app')).keys()]).toEqual(['v2']);
  await page.waitForLoadState('networkidle');
  // The browser itself reports the status of what was refused.
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/409|410|404/.test(text)));
});

test('a repository goes when its name was typed', async ({ page, empty }) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await pushTags(empty.port, 'team/other', { v1: 'one' });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.getByRole('button', { name: 'Delete repository' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the repository team/app?' });
  const button = question.getByRole('button', { name: 'Delete repository' });
  await expect(question.getByText('1 tag and 1 manifest go')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await button.click();
  await expect(question.getByText('Type team/app first.')).toBeVisible();
  await question.getByRole('textbox').fill('team/other');
  await button.click();
  await expect(question.getByText('Type team/app first.')).toBeVisible();
  await question.getByRole('textbox').fill('team/app');
  await button.click();
  await expect(page).toHaveURL(`${empty.url}/`);
  await expect(row(page, 'team/other')).toBeVisible();
  await expect(row(page, 'team/app')).toBeHidden();
  await page.waitForLoadState('networkidle');
});

guardedTest('who may only push is offered no deletion, and is refused one', async ({ page, guarded }) => {
  await enter(page, guarded.url, 'alice');
  await page.goto(`${guarded.url}/r/team~app/tags`);
  await page.getByRole('button', { name: 'More of latest' }).click();
  await expect(page.getByRole('button', { name: 'Point a tag here' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete tag' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Delete repository' })).toBeHidden();
  const tags = [{ name: 'latest', digest: `sha256:${'0'.repeat(64)}`, pushedAtMs: 0 }];
  const path = `${guarded.url}/api/v1/repositories/team~app/tag-deletions`;
  const refused = await page.request.post(path, { data: { tags }, headers: { Origin: guarded.url } });
  expect(refused.status()).toBe(403);
  expect((await refused.json()).error.requestId).toMatch(/^[0-9a-f-]{36}$/);
});
