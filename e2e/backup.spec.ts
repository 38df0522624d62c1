import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCyberDock } from '../tests/harness/cyberdock';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, test } from './test';

test('a backup is begun by keyboard at Storage, its run says where it is, and Storage how it came out', async ({
  page,
}) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-backups-'));
  const cyberdock = await startCyberDock({ env: { CYBERDOCK_BACKUP_FOLDER: folder } });
  await pushTags(cyberdock.port, 'team/app', { v1: 'one' });
  await page.goto(`${cyberdock.url}/storage`);
  await expect(page.getByText('None was made yet.')).toBeVisible();
  await expect(page.getByText(`It goes to ${folder}, where the newest 14 stay.`)).toBeVisible();
  await page.getByRole('button', { name: 'Back up now' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Backup #/ })).toBeVisible();
  await expect(page.getByText('Done', { exact: true })).toBeVisible();
  const [name = 'none'] = await readdir(folder);
  await expect(page.getByText(path.join(folder, name))).toBeVisible();
  await judge(page, 'backup');
  await page.getByRole('link', { name: 'Storage' }).first().click();
  await expect(page.getByRole('list', { name: 'Runs' })).toContainText('1 repository, ');
  await expect(page.getByRole('link', { name: 'last backup' })).toBeVisible();
  await judge(page, 'storage-with-backup');
  await page.goto('about:blank');
  await cyberdock.stop();
  await rm(folder, { recursive: true, force: true });
});

test('where the configuration names no folder, Storage says what to set and offers nothing', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await page.goto(`${empty.url}/storage`);
  await expect(page.getByText('backup.folder')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Back up now' })).toBeHidden();
});
