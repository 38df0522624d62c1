import { enter, test as guardedTest } from './guarded';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, row, test } from './test';

const remove = (url: string, reference: string) =>
  fetch(`${url}/v2/team/app/manifests/${reference}`, { method: 'DELETE' });

test('a tag is protected by keyboard, refuses every deletion, says why, and Undo takes it back', async ({
  page,
  empty,
}) => {
  const { v1 = '' } = await pushTags(empty.port, 'team/app', { v1: 'one', v2: 'two' });
  await page.goto(`${empty.url}/r/team~app/tags?sort=name`);
  await page.getByRole('button', { name: 'More of v1' }).press('Enter');
  const menu = page.getByRole('dialog', { name: 'v1' });
  await menu.getByRole('button', { name: 'Protect' }).press('Enter');
  const toast = page.getByRole('region', { name: 'What was done' });
  await expect(toast).toContainText('v1 is protected: it cannot be deleted. A push can still move it.');
  await expect(row(page, 'v1').getByText(/^Protected in the dashboard on \d{4}-\d\d-\d\d$/)).toBeAttached();
  // It stays as long as it has the focus.
  await toast.getByRole('button', { name: 'Undo' }).focus();
  await judge(page, 'tag-protected-toast');
  for (const reference of ['v1', v1]) {
    const refused = await remove(empty.url, reference);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('protected in the dashboard');
  }
  await toast.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(toast).toBeHidden();
  await expect(row(page, 'v1').getByText(/^Protected/)).toHaveCount(0);

  await page.getByRole('button', { name: 'More of v1' }).click();
  await menu.getByRole('button', { name: 'Protect' }).click();
  await toast.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'More of v1' }).click();
  await expect(menu.getByRole('button', { name: 'Delete tag' })).toBeDisabled();
  await expect(menu.getByText(/^It cannot be deleted: protected in the dashboard on/)).toBeVisible();
  await judge(page, 'tag-protected-menu');
  await menu.getByRole('button', { name: 'Lift protection' }).click();
  await expect(toast).toContainText('v1 is protected no more');
  expect((await remove(empty.url, 'v1')).status).toBe(202);
});

test('the page of a tag tells of its protection, changes it, and its history tells that', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await page.goto(`${empty.url}/r/team~app/t/v1`);
  await page.getByRole('button', { name: 'Protect', exact: true }).press('Enter');
  await expect(page.getByText(/^The tag cannot be deleted: protected in the dashboard on/)).toBeVisible();
  await judge(page, 'tag-page-protected');
  await page.getByRole('button', { name: 'Lift protection' }).click();
  await expect(page.getByText(/^The tag cannot be deleted/)).toBeHidden();
  await page.goto(`${empty.url}/r/team~app/history?tag=v1`);
  const events = page.getByRole('list', { name: 'History' }).getByRole('listitem');
  await expect(events).toHaveCount(3);
  await expect(events.nth(0)).toContainText('Unprotected');
  await expect(events.nth(1)).toContainText('Protected');
  await expect(page.getByRole('button', { name: /^Restore v1/ })).toHaveCount(0);
  await judge(page, 'history-of-protection');
});

test('many tags are protected at once, stay when all are deleted, and are freed at once', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { alpha: 'one', beta: 'one', gamma: 'two' });
  await page.goto(`${empty.url}/r/team~app/tags?sort=name`);
  const bar = page.getByRole('region', { name: 'Selected tags' });
  const pick = async (...names: string[]) => {
    for (const name of names)
      await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  };
  await pick('alpha', 'gamma');
  await judge(page, 'tags-to-protect');
  await bar.getByRole('button', { name: 'Protect 2 tags' }).press('Enter');
  const toast = page.getByRole('region', { name: 'What was done' });
  await expect(toast).toContainText('2 tags are protected: a push can still move them.');
  await expect(bar).toBeHidden();
  await expect(page.getByRole('checkbox', { name: 'Select gamma', exact: true })).toBeFocused();
  await toast.getByRole('button', { name: 'Close' }).click();
  await pick('alpha', 'beta', 'gamma');
  await bar.getByRole('button', { name: 'Delete 3 tags' }).click();
  const question = page.getByRole('dialog', { name: 'Delete 1 tag?' });
  await expect(question.getByText(/2 tags stay: alpha is protected in the dashboard on/)).toBeVisible();
  await question.getByRole('button', { name: 'Delete 1 tag' }).click();
  await expect(toast).toContainText('1 tag deleted, 2 stayed.');
  await toast.getByRole('button', { name: 'Close' }).click();
  await expect(row(page, 'beta')).toBeHidden();
  await pick('alpha', 'gamma');
  await bar.getByRole('button', { name: 'Lift protection of 2 tags' }).click();
  await expect(toast).toContainText('2 tags are protected no more.');
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(toast).toBeHidden();
  expect((await remove(empty.url, 'alpha')).status).toBe(403);
});

guardedTest(
  'who may only push sees who protected a tag, and is offered nothing',
  async ({ page, guarded }) => {
    await enter(page, guarded.url, 'root');
    await page.goto(`${guarded.url}/r/team~app/t/latest`);
    await page.getByRole('button', { name: 'Protect', exact: true }).click();
    await expect(page.getByText(/protected in the dashboard by root on/)).toBeVisible();
    await page.context().clearCookies();
    await enter(page, guarded.url, 'alice');
    await page.goto(`${guarded.url}/r/team~app/t/latest`);
    await expect(page.getByText(/protected in the dashboard by root on/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Lift protection' })).toBeHidden();
    const path = `${guarded.url}/api/v1/repositories/team~app/tags/latest/protection`;
    const refused = await page.request.delete(path, { headers: { Origin: guarded.url } });
    expect(refused.status()).toBe(403);
  },
);
