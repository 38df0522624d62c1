import type { Page } from '@playwright/test';
import { expect, type Keys, open, test } from './keys';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const tag = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const menu = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
const toast = (page: Page) => page.getByRole('region', { name: 'What was done' });

/** Opens what can be done with a tag, from its row. */
async function openMenu(page: Page, keys: Keys, name: string): Promise<void> {
  await keys.to(tag(page, name), 'j');
  await keys.enter(button(page, `More of ${name}`));
  await expect(menu(page, name)).toBeVisible();
  await keys.expectFocus();
}

test('a tag is deleted and brought back by keyboard alone; the focus goes on in the list', async ({
  page,
  keys,
  stage: { segment, repository, registry },
}) => {
  await open(page, `/r/${segment}/tags`);
  await openMenu(page, keys, 'latest');
  await keys.press('Escape');
  await expect(menu(page, 'latest')).toBeHidden();
  await expect(button(page, 'More of latest')).toBeFocused();
  await keys.press('Enter');
  await keys.enter(menu(page, 'latest').getByRole('button', { name: 'Delete tag' }));
  await expect(tag(page, 'latest')).toBeHidden();
  expect(Object.keys(await registry.tagsOf(repository))).toEqual(['v1', 'v2']);
  await keys.expectFocus();
  await expect(page.locator('[data-row] :focus')).toHaveCount(1);
  await keys.enter(toast(page).getByRole('button', { name: 'Undo' }));
  await expect(tag(page, 'latest')).toBeVisible();
  expect(Object.keys(await registry.tagsOf(repository))).toEqual(['latest', 'v1', 'v2']);
  await keys.expectFocus();
  await keys.enter(toast(page).getByRole('button', { name: 'Close' }));
  await expect(toast(page)).toBeHidden();
  await keys.expectFocus();
});

test('tags are picked and deleted by keyboard alone; the question holds the focus and gives it back', async ({
  page,
  keys,
  stage: { segment, repository, registry },
}) => {
  await open(page, `/r/${segment}/tags?sort=name`);
  await keys.to(tag(page, 'latest'), 'j');
  await keys.press('x', 'j', 'x');
  const bar = page.getByRole('region', { name: 'Selected tags' });
  const remove = bar.getByRole('button', { name: 'Delete 2 tags' });
  await keys.enter(remove);
  const question = page.getByRole('dialog', { name: 'Delete 2 tags?' });
  await keys.expectTrap(question, remove);
  await keys.press('Enter');
  await keys.enter(question.getByRole('button', { name: 'Delete 2 tags' }));
  await expect(bar).toBeHidden();
  await expect(tag(page, 'v1')).toBeHidden();
  await keys.expectFocus();
  expect(Object.keys(await registry.tagsOf(repository))).toEqual(['v2']);
});

test('a tag is pointed to another manifest by keyboard alone', async ({
  page,
  keys,
  stage: { segment, repository, digests, registry },
}) => {
  await open(page, `/r/${segment}/tags`);
  await openMenu(page, keys, 'latest');
  await keys.enter(button(page, 'Point a tag here'));
  await keys.to(page.getByLabel('Tag', { exact: true }));
  await keys.type('v1');
  await keys.press('Enter');
  await expect(button(page, 'Move v1')).toBeVisible();
  await keys.enter(button(page, 'Move v1'));
  await expect(toast(page)).toContainText('v1 points to the manifest of latest');
  expect((await registry.tagsOf(repository)).v1).toBe(digests.v2);
  await expect(button(page, 'More of latest')).toBeFocused();
  await keys.expectFocus();
});

test('a tag is protected, and freed again, by keyboard alone', async ({
  page,
  keys,
  stage: { segment, registry },
}) => {
  const protection = async () =>
    (await registry.read(`/repositories/${segment}/tags/latest/protection`)).protection ?? null;
  await open(page, `/r/${segment}/tags`);
  await openMenu(page, keys, 'latest');
  await keys.enter(button(page, 'Protect'));
  await expect(toast(page)).toContainText('latest is protected');
  expect(await protection()).not.toBeNull();
  await expect(button(page, 'More of latest')).toBeFocused();
  await keys.expectFocus();
  await keys.enter(toast(page).getByRole('button', { name: 'Undo' }));
  await expect(toast(page)).toBeHidden();
  expect(await protection()).toBeNull();
  await keys.expectFocus();
});

test('a repository is deleted by keyboard alone once its name is typed, and the next page has the focus', async ({
  page,
  keys,
  stage: { segment, repository, registry },
}) => {
  await open(page, `/r/${segment}/tags`);
  await keys.toContent();
  const opener = button(page, 'Delete repository');
  await keys.enter(opener);
  const question = page.getByRole('dialog', { name: `Delete the repository ${repository}?` });
  await keys.expectTrap(question, opener);
  await keys.press('Enter');
  await keys.to(question.getByRole('textbox'));
  await keys.type('team/other');
  await keys.press('Enter');
  await expect(question.getByText(`Type ${repository} first.`)).toBeVisible();
  await keys.expectFocus();
  await keys.press('ControlOrMeta+a');
  await keys.type(repository);
  await keys.enter(question.getByRole('button', { name: 'Delete repository' }));
  await expect(page).toHaveURL(`${registry.url}/`);
  await expect(page.getByRole('heading', { name: 'Repositories', level: 1 })).toBeFocused();
  await keys.expectFocus();
  const answer = await registry.client.request({ path: `/v2/${repository}/tags/list` });
  expect(answer.status).toBe(404);
});

test('what a tag pointed to is restored by keyboard alone', async ({
  page,
  keys,
  stage: { segment, repository, digests, registry },
}) => {
  await registry.push(repository, { v1: 'two' });
  await open(page, `/r/${segment}/history?tag=v1`);
  await keys.toContent();
  await keys.enter(button(page, `Restore v1 to ${digests.v1?.slice(0, 19)}`));
  await expect(page.getByRole('list', { name: 'History' }).getByRole('listitem')).toHaveCount(3);
  expect((await registry.tagsOf(repository)).v1).toBe(digests.v1);
  await keys.expectFocus();
});
