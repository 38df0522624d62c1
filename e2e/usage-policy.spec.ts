import { Database } from '../lib/database/database';
import { dayOf } from '../lib/storage/figures/days';
import { RepositoryDays } from '../lib/storage/figures/repository-days';
import { startCyberDock } from '../tests/harness/cyberdock';
import { RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { expect, row, test } from './test';

test('a repository says what it holds, whose that is, and how it came to it, by keyboard too', async ({
  page,
}) => {
  const cyberdock = await startCyberDock({ env: { CYBERDOCK_STORAGE_FSYNC: 'false' } });
  const client = new RepositoryClient(cyberdock.port, 'team/app');
  const shared = Buffer.alloc(600_000, 'base');
  const { database } = Database.open(`${cyberdock.root}/cyberdock.db`);
  const days = new RepositoryDays(database);
  const today = dayOf(Date.now());
  for (const [at, daysAgo] of [40, 20, 9].entries()) {
    await client.pushImage(`1.${at}`, [shared, Buffer.alloc(400_000, `layer ${at}`)]);
    await page.goto(cyberdock.url);
    await expect(row(page, 'team/app').getByRole('cell').nth(1)).toHaveText(
      `${at + 1} ${at === 0 ? 'tag' : 'tags'}`,
    );
    await days.record(today - daysAgo);
  }
  database.close();
  const other = new RepositoryClient(cyberdock.port, 'team/other');
  await other.pushImage('1.0', [shared]);
  await page.goto(`${cyberdock.url}/r/team~app/tags`);
  await page.getByRole('link', { name: 'Usage' }).click();
  await expect(page).toHaveURL(`${cyberdock.url}/r/team~app/usage`);
  const whose = page.getByRole('list', { name: 'Whose its bytes are' });
  await expect(whose).toContainText('1.15 MiB');
  await expect(whose).toContainText('586 KiB');
  await expect(page.getByRole('link', { name: 'team/other' })).toBeVisible();
  await judge(page, 'repository-usage');
  const slider = page.getByRole('slider', { name: 'Day' });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', /: 977 KiB/);
  await page.getByText('The same as a table').click();
  await expect(page.getByRole('region', { name: 'Figures per day' }).getByRole('row')).toHaveCount(31);
  await judge(page, 'repository-usage-table');
  await page.getByRole('link', { name: '90 days' }).click();
  await expect(page).toHaveURL(`${cyberdock.url}/r/team~app/usage?days=90`);
  await expect(page.getByRole('region', { name: 'Figures per day' }).getByRole('row')).toHaveCount(42);
  for (const one of [client, other]) one.http.close();
  await page.goto('about:blank');
  await cyberdock.stop();
});

test('a repository says which policies are about it, and what would go and stay and why', async ({
  page,
}) => {
  const cyberdock = await startCyberDock({
    env: {
      CYBERDOCK_STORAGE_FSYNC: 'false',
      CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
        { name: 'builds', repositories: ['team/app', 'secret/*'], keepLast: 1, protected: ['v*'] },
      ]),
    },
  });
  const clients = ['team/app', 'team/other'].map((name) => new RepositoryClient(cyberdock.port, name));
  for (const client of clients)
    for (const tag of ['v1', 'old', 'new']) await client.pushImage(tag, [Buffer.from(tag)]);
  await page.goto(`${cyberdock.url}/r/team~app/tags`);
  await page.getByRole('link', { name: 'Policy' }).click();
  await expect(page).toHaveURL(`${cyberdock.url}/r/team~app/policy`);
  await expect(page.getByText('Of 3 tags, 1 would go now.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Policies' })).toContainText('v* can not be deleted');
  await expect(page.getByRole('list', { name: 'Policies' })).not.toContainText('secret');
  await expect(page.getByRole('list', { name: 'Tags that stay' }).getByRole('listitem')).toHaveCount(2);
  await judge(page, 'repository-policy');
  await page
    .getByRole('list', { name: 'Tags that would go' })
    .getByRole('link', { name: 'team/app:old' })
    .click();
  await expect(page).toHaveURL(`${cyberdock.url}/r/team~app/t/old`);
  await page.goto(`${cyberdock.url}/r/team~other/policy`);
  await expect(page.getByRole('heading', { name: 'No policy is about this repository' })).toBeVisible();
  await judge(page, 'repository-no-policy');
  for (const client of clients) client.http.close();
  await page.goto('about:blank');
  await cyberdock.stop();
});
