import fs from 'node:fs/promises';
import path from 'node:path';
import Sqlite from 'libsql';
import { describe, expect, it } from 'vitest';
import { migrations } from '@/lib/database/migrations';
import { quotaSchema } from '@/lib/database/quota-schema';
import {
  faultOf,
  openStorage,
  pushBlob,
  pushImage,
  repositoryOf,
  temporaryFolder,
} from '../testing/open-storage';

const { signal } = new AbortController();
const app = repositoryOf('team/app');
const tables = ['folder', 'tag', 'manifest', 'manifest_fact', 'blob', 'reference'];

/** Makes the database of a data folder what a CyberDock without quotas had left. */
async function downgrade(root: string): Promise<void> {
  const file = path.join(root, 'cyberdock.db');
  const now = new Sqlite(file);
  const before = new Sqlite(`${file}.before`);
  const version = migrations.indexOf(quotaSchema);
  for (const migration of migrations.slice(0, version)) before.exec(migration);
  before.exec('DELETE FROM folder');
  for (const table of tables) {
    // It has the columns that there were then.
    const columns = before.pragma(`table_info(${table})`) as { name: string }[];
    const names = columns.map(({ name }) => name).join(', ');
    const insert = before.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`);
    for (const row of now.prepare(`SELECT ${names} FROM ${table}`).raw().all())
      insert.run(...(row as unknown[]));
  }
  before.pragma(`user_version = ${version}`);
  now.close();
  before.close();
  for (const part of ['', '-wal', '-shm']) await fs.rm(`${file}${part}`, { force: true });
  await fs.rename(`${file}.before`, file);
}

describe('a data folder of a CyberDock without quotas', () => {
  it('keeps all that its index knew, and is counted right from its manifests', async () => {
    const root = await temporaryFolder();
    const old = await openStorage(root);
    const image = await pushImage(old.storage, app, 'image', 'latest');
    const other = await pushImage(old.storage, app, 'another image', 'other');
    await old.close();
    await downgrade(root);

    const { storage, reported } = await openStorage(
      root,
      {},
      { quotas: [{ namespaces: ['team'], bytes: 2000 }] },
    );
    expect(reported.damaged).toEqual([]);
    const { listing, database } = storage.parts;
    // Before anything was read again, it is still known what must not be taken away.
    expect(listing.parentsOf(app, image.layer, ['layer'])).toEqual([image.digest]);
    expect(await faultOf(storage.blobs.delete(app, other.layer))).toBe('REFERENCED');

    await storage.quotas.keep(signal);
    const files = [image, other].flatMap(({ config, layer, digest }) => [
      storage.parts.paths.blob(app, config),
      storage.parts.paths.blob(app, layer),
      storage.parts.paths.manifest(app, digest),
    ]);
    const sizes = await Promise.all(files.map(async (file) => (await fs.stat(file)).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    expect(storage.quotas.counts.of('team')).toEqual({ bytes, repositories: 1, counted: true });
    const facts = database.query.selectFrom('manifest_fact').select('digest').orderBy('digest');
    expect(database.all(facts).map(({ digest }) => digest)).toEqual([image.digest, other.digest].sort());
    expect((await storage.listTags(app, { limit: 10 }))?.tags).toMatchObject([
      { name: 'latest' },
      { name: 'other' },
    ]);

    expect(await faultOf(pushBlob(storage, app, 'x'.repeat(2001 - bytes)))).toBe('QUOTA_EXCEEDED');
    await pushBlob(storage, app, 'x'.repeat(2000 - bytes));
  });

  it('has each manifest read again when its repository is next asked for, though no quota is set', async () => {
    const root = await temporaryFolder();
    const old = await openStorage(root);
    await pushImage(old.storage, app, 'image', 'latest');
    await old.close();
    await downgrade(root);

    const { storage } = await openStorage(root);
    await storage.listTags(app, { limit: 10 });
    const { database } = storage.parts;
    const named = database.query.selectFrom('reference').select(['kind', 'size']).orderBy('kind');
    expect(database.all(named)).toEqual([
      { kind: 'config', size: '{"config":"image"}'.length },
      { kind: 'layer', size: 'layer of image'.length },
    ]);
  });
});
