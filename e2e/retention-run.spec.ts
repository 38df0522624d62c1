import { startCyberDock } from '../tests/harness/cyberdock';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, test } from './test';

const builds = (from: number, to: number) =>
  Object.fromEntries(
    Array.from({ length: to - from }, (_, at) => [`pr-${1000 + from + at}`, `build ${at % 3}`]),
  );

test('a run of retention is planned, all that would go is listed in pages, refused when tags have changed, and run once', async ({
  page,
  complaints,
}) => {
  const cyberdock = await startCyberDock({
    env: {
      CYBERDOCK_STORAGE_FSYNC: 'false',
      CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
        { name: 'builds', repositories: ['team/**'], tags: ['pr-*'], keepLast: 2 },
      ]),
    },
  });
  await pushTags(cyberdock.port, 'team/app', { latest: 'stays', ...builds(0, 122) });
  const plan = async () => {
    await page.goto(`${cyberdock.url}/storage/retention`);
    await page.getByRole('button', { name: 'Plan a run' }).press('Enter');
    await expect(page.getByRole('heading', { name: /^Plan of retention #/ })).toBeVisible();
    await expect(page.getByText('Done', { exact: true })).toBeVisible();
  };
  await plan();
  const tags = page.getByRole('list', { name: 'Tags that would go' });
  await expect(tags.getByRole('listitem')).toHaveCount(50);
  await expect(tags).toContainText('it is not among the last 2 pushed (builds)');
  await expect(page.getByRole('status').filter({ hasText: '50 of 120 tags shown' })).toBeVisible();
  await expect(page.getByText('retention.enabled is false')).toBeVisible();
  await judge(page, 'retention-plan');
  for (const last of ['pr-1049', 'pr-1099']) {
    await page.getByRole('link', { name: 'Next' }).click();
    await expect(page).toHaveURL(new RegExp(`after=team%2Fapp%3A${last}$`));
  }
  await expect(tags.getByRole('listitem')).toHaveCount(20);
  // A page of it has an address.
  await page.reload();
  await expect(tags.getByRole('listitem')).toHaveCount(20);
  await expect(tags).toContainText('team/app:pr-1119');

  await pushTags(cyberdock.port, 'team/app', builds(122, 123));
  await page.getByRole('button', { name: 'Run this plan' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove the 120 tags that this plan lists?' });
  await dialog.getByRole('button', { name: 'Remove 120 tags' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Type retention first.');
  await dialog.getByRole('textbox').fill('retention');
  await dialog.getByRole('button', { name: 'Remove 120 tags' }).click();
  await expect(dialog.getByRole('alert')).toContainText(
    'Other tags would go by now than when the plan was made, 121 in the place of 120: nothing was removed.',
  );
  await judge(page, 'retention-plan-refused');

  await plan();
  await page.getByRole('button', { name: 'Run this plan' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('retention');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove 121 tags' }).click();
  await expect(page.getByRole('heading', { name: /^Retention #/ })).toBeVisible();
  await expect(page.getByText('121 tags: 121 removed.')).toBeVisible();
  await judge(page, 'retention-run');
  const left = await page.request.get(`${cyberdock.url}/v2/team/app/tags/list`);
  expect(((await left.json()) as { tags: string[] }).tags).toEqual(['latest', 'pr-1121', 'pr-1122']);

  await page.getByRole('link', { name: /^The plan #/ }).click();
  await expect(page.getByRole('link', { name: /^see run #/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run this plan' })).toHaveCount(0);
  await plan();
  await expect(page.getByRole('heading', { name: 'No tag would go' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run this plan' })).toHaveCount(0);
  await page.goto(`${cyberdock.url}/storage`);
  await expect(page.getByRole('list', { name: 'Runs' })).toContainText('121 tags: 121 removed');
  expect(complaints.splice(0).every((text) => text.includes('409'))).toBe(true);
  await page.goto('about:blank');
  await cyberdock.stop();
});
