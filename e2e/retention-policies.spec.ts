import { startCyberDock } from '../tests/harness/cyberdock';
import { test as guardedTest, password } from './guarded';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, test } from './test';

test('a policy is saved with what it would take, refused when that has changed, and switched off and removed', async ({
  page,
  complaints,
}) => {
  const cyberdock = await startCyberDock({
    env: {
      CYBERDOCK_STORAGE_FSYNC: 'false',
      CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
        { name: 'releases', repositories: ['team/**'], tags: ['v*'], protected: ['v*'] },
      ]),
    },
  });
  await pushTags(cyberdock.port, 'team/app', { v1: 'v1', 'pr-1': 'one', 'pr-2': 'two' });
  const draft = '/storage/retention/draft?name=builds&repositories=team/**&tags=pr-*&keepLast=1';
  await page.goto(cyberdock.url + draft);
  await expect(page.getByRole('list', { name: 'Tags that would go' })).toContainText('team/app:pr-1');
  await page.getByRole('button', { name: 'Save policy' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('all policies together take 1 tag now, 1 of them only then.');
  await expect(dialog).toContainText('team/app:pr-1');
  await expect(dialog).toContainText('retention.enabled is false: nothing goes until that is changed.');
  await judge(page, 'retention-save');

  await pushTags(cyberdock.port, 'team/app', { 'pr-3': 'three' });
  await dialog.getByRole('button', { name: 'Save policy' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Other tags would go by now');
  await expect(dialog).toContainText('take 2 tags now');
  await judge(page, 'retention-save-refused');
  await dialog.getByRole('button', { name: 'Save policy' }).click();

  await expect(page).toHaveURL(`${cyberdock.url}/storage/retention`);
  const policies = page.getByRole('list', { name: 'Policies' });
  await expect(policies.getByRole('listitem')).toHaveCount(2);
  await expect(policies.getByRole('listitem').first()).toContainText(
    'of the configuration: it is changed there',
  );
  await expect(policies.getByRole('button', { name: 'Remove releases' })).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Tags that would go' }).getByRole('listitem')).toHaveCount(2);
  await judge(page, 'retention-policies');
  await page.goto(`${cyberdock.url}/r/team~app/policy`);
  await expect(page.getByRole('list', { name: 'Policies' })).toContainText('builds');

  await page.goto(`${cyberdock.url}/storage/retention`);
  await page.getByRole('link', { name: 'Edit builds' }).click();
  await expect(page.getByLabel('Among the last pushed')).toHaveValue('1');
  await page.getByLabel('Among the last pushed').fill('2');
  await expect(page.getByRole('list', { name: 'Tags that would go' }).getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Save and switch on' }).click();
  await expect(dialog).toContainText('Spared by that: 1 tag.');
  await dialog.getByRole('button', { name: 'Save policy' }).click();
  await expect(policies).toContainText('keeps the last 2 pushed');

  await page.getByRole('button', { name: 'Switch off builds' }).press('Enter');
  await expect(dialog).toContainText('With that, no tag goes now.');
  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await expect(policies).toContainText('Switched off.');
  await page.getByRole('button', { name: 'Remove builds' }).press('Enter');
  await expect(dialog).toContainText('With that, no tag goes now.');
  await dialog.getByRole('button', { name: 'Remove policy' }).click();
  await expect(policies.getByRole('listitem')).toHaveCount(1);
  expect(complaints.splice(0).every((text) => text.includes('409'))).toBe(true);
  await page.goto('about:blank');
  await cyberdock.stop();
});

test('a policy whose effect takes too long to find out is saved by who types that they do not know it', async ({
  page,
}) => {
  const cyberdock = await startCyberDock({ env: { CYBERDOCK_STORAGE_FSYNC: 'false' } });
  await pushTags(cyberdock.port, 'team/app', { 'pr-1': 'one', 'pr-2': 'two' });
  // As a registry answers that has more tags than can be looked at in a minute.
  await page.route('**/api/v1/retention/draft?*thorough=yes*', async (route) => {
    const answer = await route.fetch();
    const json = (await answer.json()) as { simulation: object };
    await route.fulfill({
      json: { ...json, simulation: { ...json.simulation, isComplete: false, state: null } },
    });
  });
  await page.goto(
    `${cyberdock.url}/storage/retention/draft?name=builds&repositories=team/**&tags=pr-*&keepLast=1`,
  );
  await expect(page.getByRole('list', { name: 'Tags that would go' })).toContainText('team/app:pr-1');
  await page.getByRole('button', { name: 'Save policy' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save “builds” without knowing what goes?' });
  await expect(dialog).toContainText('which of them would go with that is not known');
  await judge(page, 'retention-save-blind');
  await dialog.getByRole('button', { name: 'Save policy' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Type without knowing first.');
  await dialog.getByRole('textbox').fill('without knowing');
  await dialog.getByRole('button', { name: 'Save policy' }).click();
  await expect(page).toHaveURL(`${cyberdock.url}/storage/retention`);
  await expect(page.getByRole('list', { name: 'Policies' })).toContainText('builds');
  await page.goto('about:blank');
  await cyberdock.stop();
});

guardedTest(
  'who is no administrator and no auditor is shown neither the policies nor a draft',
  async ({ page, guarded }) => {
    await page.goto(`${guarded.url}/sign-in`);
    await page.getByLabel('Name', { exact: true }).fill('alice');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    await page.goto(`${guarded.url}/storage/retention/draft?repositories=**&tags=*`);
    await expect(page.getByRole('heading', { name: 'Draft of a policy' })).toBeVisible();
    await expect(page.getByLabel('Repositories', { exact: true })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Save policy' })).toHaveCount(0);
  },
);
