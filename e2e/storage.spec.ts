import { Database } from '../lib/database/database';
import { recordRegistryDay } from '../lib/storage/figures/registry-days';
import { startCyberDock } from '../tests/harness/cyberdock';
import { RepositoryClient } from '../tests/harness/push';
import { fromTheBrowser } from './guarded';
import { judge } from './judge';
import { expect, test } from './test';

test('a collection is planned, its list is shown, exactly that is run, and the run is remembered', async ({
  page,
  complaints,
}) => {
  const cyberdock = await startCyberDock({
    env: { CYBERDOCK_MAINTENANCE_GRACE_PERIOD: '1s', CYBERDOCK_STORAGE_FSYNC: 'false' },
  });
  const client = new RepositoryClient(cyberdock.port, 'team/app');
  await client.pushImage('1.0', [Buffer.from('a layer that stays')]);
  await client.pushBlob(Buffer.alloc(300_000, 'garbage'));
  await page.goto(`${cyberdock.url}/storage`);
  await expect(page).toHaveTitle('Storage · CyberDock');
  await expect(page.getByRole('list', { name: 'Repositories by size' })).toContainText('team/app');
  await expect(page.getByRole('list', { name: 'What the space is used for' })).toContainText('Reclaimable');

  // What is new is condemned first, as the server does by itself every hour.
  const begin = async (data: object) => {
    const answer = await page.request.post(`${cyberdock.url}/api/v1/jobs`, {
      data,
      headers: { Origin: cyberdock.url },
    });
    return ((await answer.json()) as { id: number }).id;
  };
  const ended = async (id: number) =>
    (
      (await (await page.request.get(`${cyberdock.url}/api/v1/jobs/${id}`)).json()) as {
        job: { state: string };
      }
    ).job.state;
  const first = await begin({ kind: 'plan' });
  await expect.poll(() => ended(first)).toBe('done');
  const condemning = await begin({ kind: 'collection', plan: first });
  await expect.poll(() => ended(condemning)).toBe('done');

  /** Makes a plan. @returns whether it has something */
  const plan = async () => {
    await page.goto(`${cyberdock.url}/storage`);
    await page.getByRole('button', { name: 'Plan a collection' }).click();
    await expect(page).toHaveURL(/\/jobs\/\d+$/);
    await expect(page.getByText('Done', { exact: true })).toBeVisible();
    return await page.getByRole('list', { name: 'What goes', exact: true }).count();
  };
  await expect.poll(plan, { timeout: 30_000 }).toBe(1);
  await expect(page.getByRole('list', { name: 'What goes', exact: true })).toContainText(
    'no manifest names it',
  );
  await judge(page, 'plan');
  await page.getByRole('button', { name: 'Free 293 KiB' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take what this plan lists?' });
  await dialog.getByRole('textbox').fill('collect');
  await judge(page, 'plan-run');
  await dialog.getByRole('button', { name: 'Free 293 KiB' }).click();
  await expect(page.getByRole('heading', { name: /^Collection #/ })).toBeVisible();
  await expect(page.getByText('1 blob: 293 KiB freed.')).toBeVisible();
  await judge(page, 'collection');
  await page.getByRole('link', { name: 'Storage' }).first().click();
  await expect(page.getByRole('list', { name: 'Runs' })).toContainText('1 blob: 293 KiB freed');
  await judge(page, 'storage');

  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByText('All is well.')).toBeVisible();
  await page.goto(`${cyberdock.url}/jobs/999999`);
  await expect(page.getByRole('heading', { name: 'There is no such run' })).toBeVisible();
  expect(complaints.splice(0).filter((text) => !fromTheBrowser.test(text))).toEqual([]);
  client.http.close();
  await page.goto('about:blank');
  await cyberdock.stop();
});

test('the days are a chart that the keyboard leads through, and a table of the same numbers', async ({
  page,
}) => {
  const cyberdock = await startCyberDock({ env: { CYBERDOCK_STORAGE_FSYNC: 'false' } });
  const client = new RepositoryClient(cyberdock.port, 'team/app');
  await client.pushImage('1.0', [Buffer.from('a layer')]);
  const { database } = Database.open(`${cyberdock.root}/cyberdock.db`);
  const now = Date.now();
  for (let daysAgo = 60; daysAgo > 0; daysAgo--) {
    recordRegistryDay(database, {
      takenAtMs: now - daysAgo * 86_400_000,
      logicalBytes: (80 - daysAgo + (daysAgo % 7)) * 3_000_000,
      physicalBytes: (70 - daysAgo) * 1_500_000,
      repositories: 3,
      manifests: 9,
      tags: 12,
    });
  }
  database.close();
  await page.goto(`${cyberdock.url}/storage`);
  const panel = page.getByRole('region', { name: 'Day by day' });
  // Today was measured when the page was opened.
  const slider = panel.getByRole('slider', { name: 'Day' });
  await expect(slider).toBeVisible();
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', /: logical 229 MiB, physical 98\.7 MiB$/);
  await expect(panel.getByText('3 repositories, 12 tags, 9 manifests')).toBeVisible();
  const from = (await slider.getAttribute('min')) ?? '';
  await panel.getByRole('link', { name: '90 days' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${cyberdock.url}/storage?days=90`);
  // What was shown before stays until the other days have come.
  await expect(slider).not.toHaveAttribute('min', from);
  await slider.focus();
  await page.keyboard.press('Home');
  // The first day that was measured, however far to the left the range begins.
  await expect(slider).toHaveAttribute('aria-valuetext', /: logical 68\.7 MiB, physical 14\.3 MiB$/);
  await panel.getByText('The same as a table').focus();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('row')).toHaveCount(62);
  await expect(panel.getByRole('row').nth(2)).toContainText('229 MiB');
  await judge(page, 'storage-days');
  client.http.close();
  await page.goto('about:blank');
  await cyberdock.stop();
});

test('the retention policies say of each tag why it stays or goes', async ({ page }) => {
  const cyberdock = await startCyberDock({
    env: {
      CYBERDOCK_STORAGE_FSYNC: 'false',
      CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
        { name: 'nightly builds', repositories: ['team/**'], keepLast: 1, keepTags: ['latest'] },
      ]),
    },
  });
  const client = new RepositoryClient(cyberdock.port, 'team/app');
  for (const tag of ['latest', 'old', 'new']) await client.pushImage(tag, []);
  await page.goto(`${cyberdock.url}/storage/retention`);
  await expect(page.getByRole('list', { name: 'Tags that would go' })).toContainText('team/app:old');
  await expect(page.getByRole('list', { name: 'Tags that stay' })).toContainText('it matches keepTags');
  await expect(page.getByText('retention.enabled is false: none of them goes.')).toBeVisible();
  await judge(page, 'retention');
  client.http.close();
  await page.goto('about:blank');
  await cyberdock.stop();
});
