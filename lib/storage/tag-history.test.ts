import fs from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest } from '@/lib/oci/digest';
import { digestOf } from '@/lib/oci/digest';
import { parseTag } from '@/lib/oci/reference';
import {
  emptyIndex,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from './testing/open-storage';

const one = repositoryOf('team/one');
const latest = parseTag('latest');
const open = async () => (await openStorage(await temporaryFolder())).storage;
type Opened = Awaited<ReturnType<typeof open>>;

/** Writes the journal anew: `moves` are what the tag pointed to from a time on. The database was made at 0. */
function journal(
  storage: Opened,
  moves: { atMs: number; to: Digest | null }[],
  first: Digest | null = null,
): void {
  const { database } = storage.parts;
  const { query } = database;
  database.run(query.deleteFrom('tag_event'));
  database.run(query.replaceInto('note').values({ key: 'database.createdAtMs', value: '0' }));
  let from = first;
  for (const { atMs, to } of moves) {
    const event = { repository: one, tag: latest, from_digest: from, to_digest: to, at_ms: atMs };
    database.run(
      query
        .insertInto('tag_event')
        .values({ ...event, cause: 'push', actor: 'someone', address: null, client: null }),
    );
    from = to;
  }
}
const digests = ['a', 'b', 'c'].map((text) => digestOf(Buffer.from(text))) as [Digest, Digest, Digest];

describe('the history of a tag', () => {
  it('has a move whose push failed after it, once the client pushes again', async () => {
    const storage = await open();
    const second = await pushManifest(storage, one, emptyIndex('second'), 'v2');
    const first = await pushManifest(storage, one, emptyIndex('first'), 'latest');
    const { driver, paths, processes } = storage.parts;
    const link = paths.temporaryFile(processes.id);
    await driver.symlink(second, link);
    await driver.replace(link, paths.tag(one, latest)); // What a push did whose answer was an error.
    await pushManifest(storage, one, emptyIndex('second'), 'latest');
    const [newest] = await storage.history.events(one, { tag: latest, limit: 1 });
    expect(newest).toMatchObject({ from: first, to: second, cause: 'found on disk' });
  });

  it('has every move with who made it, from where, and why, the newest first, in pages', async () => {
    const storage = await open();
    const first = await pushManifest(storage, one, emptyIndex('first'), 'latest', 'v1');
    const second = await pushManifest(storage, one, emptyIndex('second'), 'latest');
    const origin = { actor: 'anna', cause: 'delete', address: '10.0.0.7', client: 'docker/29' } as const;
    await storage.manifests.untag(one, latest, origin);
    const all = await storage.history.events(one, { limit: 10 });
    expect(all.map(({ tag, from, to }) => [tag, from, to])).toEqual([
      ['latest', second, undefined],
      ['latest', first, second],
      ['v1', undefined, first],
      ['latest', undefined, first],
    ]);
    expect(all[0]).toMatchObject(origin);
    const page = await storage.history.events(one, { tag: latest, limit: 1, before: all[0]?.id });
    expect(page).toEqual([all[1]]);
  });

  it('has what was done by hand on disk too', async () => {
    const storage = await open();
    const digest = await pushManifest(storage, one, emptyIndex('first'), 'latest');
    await fs.rm(storage.parts.paths.tag(one, latest));
    expect((await storage.history.events(one, { limit: 1 }))[0]).toMatchObject({
      from: digest,
      cause: 'found on disk',
    });
  });

  it('tells what the tag was at any time since the journal began, as a walk through it does', async () => {
    const storage = await open();
    const time = fc.integer({ min: 1, max: 20 });
    const to = fc.constantFrom(...digests, null);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ atMs: time, to }), { maxLength: 6 }),
        fc.integer({ min: 0, max: 21 }),
        async (moves, atMs) => {
          moves.sort((a, b) => a.atMs - b.atMs);
          journal(storage, moves);
          const digest = moves.filter((move) => move.atMs <= atMs).at(-1)?.to ?? null;
          expect(await storage.history.digestAt(one, latest, atMs)).toEqual(
            digest === null ? { state: 'none' } : { state: 'digest', digest },
          );
        },
      ),
    );
  });

  it('says since when it is known, when it does not reach back', async () => {
    const storage = await open();
    journal(storage, [{ atMs: 50, to: digests[1] }], digests[0]);
    expect(await storage.history.digestAt(one, latest, 49)).toEqual({ state: 'unknown', knownSinceMs: 50 });
    journal(storage, [{ atMs: 50, to: digests[1] }]);
    expect(await storage.history.digestAt(one, latest, 49)).toEqual({ state: 'none' });
    const { database } = storage.parts;
    database.run(database.query.replaceInto('note').values({ key: 'database.createdAtMs', value: '40' }));
    expect(await storage.history.digestAt(one, latest, 39)).toEqual({ state: 'unknown', knownSinceMs: 40 });
    expect(await storage.history.digestAt(one, parseTag('never'), 39)).toEqual({
      state: 'unknown',
      knownSinceMs: 40,
    });
    expect(await storage.history.digestAt(one, parseTag('never'), 40)).toEqual({ state: 'none' });
  });

  it('without a journal knows from the tag itself since when it is what it is', async () => {
    const root = await temporaryFolder();
    const { storage, close } = await openStorage(root);
    const digest = await pushManifest(storage, one, emptyIndex('first'), 'latest');
    const at = new Date('2024-05-01T12:00:00Z');
    await fs.lutimes(storage.parts.paths.tag(one, latest), at, at);
    await close();
    for (const end of ['', '-wal', '-shm'])
      await fs.rm(`${storage.parts.paths.database}${end}`, { force: true });
    const { history } = (await openStorage(root)).storage;
    expect(await history.digestAt(one, latest, at.getTime())).toEqual({ state: 'digest', digest });
    expect(await history.digestAt(one, latest, at.getTime() - 1)).toEqual({
      state: 'unknown',
      knownSinceMs: at.getTime(),
    });
  });

  it('forgets what is too old or too much, but of each tag never the newest, and says so', async () => {
    const storage = await open();
    const year = 365.25 * 86_400_000;
    const now = Date.now();
    journal(storage, [
      { atMs: now - 7 * year, to: digests[0] },
      { atMs: now - 6 * year, to: digests[1] },
      { atMs: now - 1 * year, to: digests[2] },
    ]);
    await storage.manifests.untag(one, latest, someone);
    expect(await storage.history.prune(now)).toBe(2);
    expect(await storage.history.prune(now)).toBe(0);
    expect(await storage.history.digestAt(one, latest, now - 2 * year)).toMatchObject({ state: 'unknown' });
    expect(await storage.history.digestAt(one, latest, now)).toEqual({ state: 'digest', digest: digests[2] });
    expect(await storage.history.prune(now + 20 * year)).toBe(0);
    expect(await storage.history.prune(now, 1)).toBe(0);
    journal(
      storage,
      digests.map((to, at) => ({ atMs: now + at, to })),
    );
    expect(await storage.history.prune(now, 1)).toBe(2);
    expect(await storage.history.events(one, { limit: 9 })).toMatchObject([{ to: digests[2] }]);
  });
});
