import Sqlite from 'libsql';
import { expect, it, onTestFinished } from 'vitest';
import { Database } from '@/lib/database/database';
import { labelSchema } from '@/lib/database/label-schema';
import { migrations } from '@/lib/database/migrations';
import { FileSystemDriver } from '../driver';
import { StoragePaths } from '../paths';
import { temporaryFolder } from '../testing/open-storage';
import { LabelReader } from './label-reader';

it('a database of before has the labels of its manifests read, and those that are gone marked as read', async () => {
  const folder = await temporaryFolder();
  const file = `${folder}/cyberdock.db`;
  const before = migrations.indexOf(labelSchema);
  const raw = new Sqlite(file);
  for (const migration of migrations.slice(0, before)) raw.exec(migration);
  raw.pragma(`user_version = ${before}`);
  raw.exec(`
    INSERT INTO manifest_fact (repository, digest, size, media_type, pushed_at_ms)
    VALUES ('team/app', 'sha256:${'a'.repeat(64)}', 1, 'x', 1), ('team/web', 'sha256:${'b'.repeat(64)}', 1, 'x', 1);`);
  raw.close();
  const { database } = Database.open(file);
  onTestFinished(() => database.close());
  const read = () =>
    database
      .all(database.query.selectFrom('manifest_fact').select('labels_read').orderBy('repository'))
      .map(({ labels_read }) => labels_read);
  expect(read()).toEqual([null, null]);
  const reader = new LabelReader({
    database,
    driver: new FileSystemDriver(false),
    paths: new StoragePaths(folder),
  });
  onTestFinished(() => reader.close());
  await reader.catchUp();
  await expect.poll(read).toEqual([1, 1]);
  expect(database.all(database.query.selectFrom('manifest_label').selectAll())).toEqual([]);
});
