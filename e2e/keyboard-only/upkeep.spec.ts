import type { Page } from '@playwright/test';
import { RepositoryClient } from '../../tests/harness/push';
import type { PeopleRegistry } from '../people/registry';
import { expect, open, test } from './keys';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const title = (page: Page) => page.getByRole('heading', { level: 1 });
/** How long a run may take. */
const patient = { timeout: 30_000 };
const idOf = (page: Page) => Number(page.url().split('/').at(-1));
const stateOf = async (registry: PeopleRegistry, id: number) =>
  (await registry.read(`/jobs/${id}`)).job.state;

/** Deletes manifests, as a client does, the last of them last. */
async function remove(registry: PeopleRegistry, repository: string, ...digests: (string | undefined)[]) {
  for (const digest of digests) {
    const path = `/v2/${repository}/manifests/${digest}`;
    expect((await registry.client.request({ method: 'DELETE', path })).status).toBe(202);
  }
}

test('deletions are restored by keyboard alone, and the focus goes on to the next of them', async ({
  page,
  keys,
  stage: { repository, digests, registry },
}) => {
  await remove(registry, repository, digests.v1, digests.v2);
  await open(page, `/trash?repository=${repository}`);
  const restore = (digest?: string) => button(page, `Restore ${repository}@${digest}`);
  await keys.toContent();
  await keys.enter(restore(digests.v2));
  await expect(restore(digests.v2)).toBeHidden();
  await expect(restore(digests.v1)).toBeFocused();
  await keys.press('Enter');
  await expect(restore(digests.v1)).toBeHidden();
  await keys.expectFocus();
  expect(await registry.tagsOf(repository)).toEqual(digests);
});

test('a deletion is purged by keyboard alone once its name is typed', async ({
  page,
  keys,
  stage: { repository, digests, registry },
}) => {
  await remove(registry, repository, digests.v1);
  await open(page, `/trash?repository=${repository}`);
  await keys.toContent();
  const opener = button(page, `Purge ${repository}@${digests.v1}`);
  await keys.enter(opener);
  const question = page.getByRole('dialog', { name: /^Purge / });
  await keys.expectTrap(question, opener);
  await keys.press('Enter');
  await keys.to(question.getByRole('textbox'));
  await keys.type(digests.v1?.slice(7, 19) ?? '');
  await keys.press('Enter');
  await expect(question).toBeHidden();
  await expect(opener).toBeHidden();
  await keys.expectFocus();
  expect((await registry.read(`/trash?repository=${repository}`)).entries).toEqual([]);
  await keys.enter(button(page, 'Put this message away'));
  await expect(button(page, 'Put this message away')).toBeHidden();
  await keys.expectFocus();
});

test('the trash is narrowed by keyboard alone, and the focus stays in the filter', async ({
  page,
  keys,
  stage: { repository, digests, registry },
}) => {
  await remove(registry, repository, digests.v1);
  await open(page, '/trash');
  await keys.press('/');
  await expect(page.getByRole('searchbox', { name: 'Repository' })).toBeFocused();
  await keys.type(repository);
  await keys.enter(button(page, 'Filter'));
  await expect(page).toHaveURL(/repository=/);
  await expect(page.getByRole('list', { name: 'Deletions' }).getByRole('listitem')).toHaveCount(1);
  await expect(button(page, 'Filter')).toBeFocused();
  await keys.expectFocus();
});

test('a collection is planned and run by keyboard alone, and each page that follows has the focus', async ({
  page,
  keys,
  stage: { repository, registry },
}) => {
  const client = new RepositoryClient(registry.client, repository);
  await client.pushBlob(Buffer.alloc(3_000, repository));
  /** Makes a plan on the page. @returns how much goes by it */
  const plan = async () => {
    await open(page, '/storage');
    await keys.toContent();
    await keys.enter(button(page, 'Plan a collection'));
    await expect(title(page)).toHaveText(/^Plan.* #\d+$/);
    await expect(title(page)).toBeFocused();
    await expect.poll(() => stateOf(registry, idOf(page)), patient).toBe('done');
    return (await registry.read(`/jobs/${idOf(page)}`)).garbage.length;
  };
  await plan();
  // What is new is condemned first, as the server does by itself every hour.
  expect(await registry.change('POST', '/jobs', { kind: 'collection', plan: idOf(page) })).toBe(202);
  await expect.poll(plan, patient).toBeGreaterThan(0);
  const opener = button(page, /^Free /);
  await keys.enter(opener);
  const question = page.getByRole('dialog', { name: 'Take what this plan lists?' });
  await keys.expectTrap(question, opener);
  await keys.press('Enter');
  await keys.to(question.getByRole('textbox'));
  await keys.type('collect');
  await keys.press('Enter');
  await expect(title(page)).toHaveText(/^Collection #\d+$/);
  await keys.expectFocus();
  await expect.poll(() => stateOf(registry, idOf(page)), patient).toBe('done');
  expect((await registry.read(`/jobs/${idOf(page)}`)).totals.blobs.count).toBeGreaterThan(0);
});

test('who uses a blob is looked up by keyboard alone', async ({ page, keys, stage: { registry } }) => {
  expect(await registry.change('POST', '/jobs', { kind: 'plan' })).toBe(202);
  await expect.poll(async () => (await registry.read('/storage/blobs')).inventory, patient).not.toBeNull();
  await open(page, '/storage/blobs?reason=named');
  await keys.toContent();
  const who = page.getByRole('link', { name: /^Who uses sha256:/ }).first();
  await keys.enter(who);
  const dialog = page.getByRole('dialog', { name: /^Who uses sha256:/ });
  await expect(dialog.getByRole('list', { name: 'What becomes of it' })).toBeVisible();
  await keys.expectTrap(dialog, who);
});

test('the doctor is sent by keyboard alone', async ({ page, keys, stage: { registry } }) => {
  await open(page, '/settings/doctor');
  await keys.toContent();
  await keys.enter(button(page, `Look at ${registry.url}`));
  await expect.poll(async () => (await registry.read('/doctor')).run?.state).toBe('running');
  await keys.expectFocus();
});
