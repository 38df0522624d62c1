import { Database } from '../lib/database/database';
import { dayOf } from '../lib/storage/figures/days';
import { RepositoryDays } from '../lib/storage/figures/repository-days';
import { startCyberDock } from '../tests/harness/cyberdock';
import { RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { expect, row, test } from './test';

test('a row shows how its repository grew in the last 30 days, in words too', async ({ page }) => {
  const cyberdock = await startCyberDock({ env: { CYBERDOCK_STORAGE_FSYNC: 'false' } });
  const client = new RepositoryClient(cyberdock.port, 'team/app');
  const { database } = Database.open(`${cyberdock.root}/cyberdock.db`);
  const days = new RepositoryDays(database);
  const today = dayOf(Date.now());
  for (const [at, daysAgo] of [28, 20, 17, 9, 3].entries()) {
    await client.pushImage(`1.${at}`, [Buffer.alloc(1_000_000, `layer ${at}`)]);
    await page.goto(cyberdock.url);
    await expect(row(page, 'team/app').getByRole('cell').nth(1)).toHaveText(
      `${at + 1} ${at === 0 ? 'tag' : 'tags'}`,
    );
    await days.record(today - daysAgo);
  }
  database.close();
  await page.reload();
  await expect(row(page, 'team/app').getByTitle(/^\+3\.8\d MiB in 28 days$/)).toBeVisible();
  await judge(page, 'repositories-growth');
  client.http.close();
  await page.goto('about:blank');
  await cyberdock.stop();
});
