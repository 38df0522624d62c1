import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Database } from '@/lib/database/database';
import { digestOf } from '@/lib/oci/digest';
import { parseReference } from '@/lib/oci/reference';
import { Pulls } from './pulls';
import { openStorage, repositoryOf, temporaryFolder } from './testing/open-storage';

const one = repositoryOf('team/one');
const digest = digestOf(Buffer.from('x'));
const [latest, byDigest] = [parseReference('latest'), parseReference(digest)];

async function open(limits: ConstructorParameters<typeof Pulls>[1] = {}) {
  const { database } = Database.open(`${await temporaryFolder()}/cyberdock.db`);
  onTestFinished(() => database.close());
  const rows = () =>
    database
      .all(database.query.selectFrom('pull').select(['reference', 'count']))
      .map(({ reference, count }) => [reference, count]);
  return { database, pulls: new Pulls(database, limits), rows };
}

describe('Pulls', () => {
  it('counts a pull by tag for the tag and its digest, one by digest for the digest alone', async () => {
    const { pulls, rows } = await open();
    const before = Date.now();
    for (let pull = 0; pull < 3; pull++) pulls.count(one, latest, digest);
    pulls.count(one, byDigest, digest);
    expect(rows()).toEqual([]);
    const counted = pulls.of(one, ['latest', digest, 'never']);
    expect([...counted.keys()].sort()).toEqual(['latest', digest].sort());
    expect([counted.get('latest')?.count, counted.get(digest)?.count]).toEqual([3, 4]);
    expect(counted.get('latest')?.lastAtMs).toBeGreaterThanOrEqual(before);
    expect(pulls.of(repositoryOf('team/two'), ['latest']).size).toBe(0);
  });

  it('adds to what was counted before, by this process or by another', async () => {
    const { database, pulls, rows } = await open();
    const other = new Pulls(database);
    pulls.count(one, latest, digest);
    other.count(one, latest, digest);
    pulls.flush();
    other.flush();
    pulls.count(one, latest, digest);
    pulls.flush();
    expect(rows()).toEqual([
      ['latest', 3],
      [digest, 3],
    ]);
  });

  it('never makes the last pull older', async () => {
    const { database, pulls } = await open();
    const row = { repository: one, reference: 'latest', count: 5, last_at_ms: 9e15 };
    database.run(database.query.insertInto('pull').values(row));
    pulls.count(one, latest, digest);
    expect(pulls.of(one, ['latest']).get('latest')).toEqual({ count: 6, lastAtMs: 9e15 });
  });

  it('writes by itself after a while', async () => {
    const { pulls, rows } = await open({ flushAfterMs: 1 });
    pulls.count(one, latest, digest);
    await vi.waitFor(() => expect(rows()).toHaveLength(2), { timeout: 20_000 });
  });

  it('writes at once when it holds as much as it may', async () => {
    const { pulls, rows } = await open({ entriesMax: 10 });
    for (let tag = 0; tag < 9; tag++) pulls.count(one, parseReference(`t${tag}`), digest);
    expect(rows()).toHaveLength(10);
  });

  it('neither fails nor grows while the database takes nothing, and goes on afterwards', async () => {
    const { database, pulls, rows } = await open({ entriesMax: 4 });
    const run = vi.spyOn(database, 'run').mockImplementation(() => {
      throw new Error('SQLITE_FULL');
    });
    for (let tag = 0; tag < 6; tag++) pulls.count(one, parseReference(`t${tag}`), digest);
    run.mockRestore();
    pulls.count(one, latest, digest);
    pulls.flush();
    expect(rows().length).toBeGreaterThan(0);
    expect(rows().length).toBeLessThanOrEqual(4);
  });

  it('writes the rest when it is closed, and counts no more', async () => {
    const { pulls, rows } = await open();
    pulls.count(one, latest, digest);
    pulls.close();
    pulls.count(one, parseReference('later'), digest);
    pulls.close();
    expect(rows()).toEqual([
      ['latest', 1],
      [digest, 1],
    ]);
  });

  it('are there when the data folder is opened again', async () => {
    const root = await temporaryFolder();
    const { storage, close } = await openStorage(root);
    storage.pulls.count(one, latest, digest);
    await close();
    const again = (await openStorage(root)).storage;
    expect(again.pulls.of(one, ['latest']).get('latest')?.count).toBe(1);
  });

  it('knows since when it counts: since the database was made, else since never', async () => {
    const before = Date.now() - 1000;
    const { database, pulls } = await open();
    expect(pulls.knownSinceMs()).toBeGreaterThanOrEqual(before);
    expect(pulls.knownSinceMs()).toBeLessThanOrEqual(Date.now());
    database.run(database.query.deleteFrom('note').where('key', '=', 'database.createdAtMs'));
    expect(pulls.knownSinceMs()).toBe(Number.POSITIVE_INFINITY);
  });
});
