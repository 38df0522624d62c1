import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { ListingRows } from '../listing/listing-rows';
import { faultOf, temporaryFolder } from '../testing/open-storage';
import { QuotaCounts } from './quota-counts';
import type { NamespaceLimit } from './quota-rules';

const repositories = ['a/one', 'a/b/two'] as RepositoryName[];
const namespaces = ['a', 'a/b'];
const digest = (text: string | number) => `sha256:${String(text).padStart(64, '0')}` as Digest;
/** Sizes that tell which were added: no sum of some is that of others. */
const sizeOf = (one: Digest) => 3 ** (Number(one.slice(-1)) + 1);

const limitsOf = (repository: RepositoryName): NamespaceLimit[] =>
  namespaces
    .filter((namespace) => repository.startsWith(`${namespace}/`))
    .map((namespace) => ({ namespace, bytes: 1e9, repositories: 100, setting: 'test', isStored: false }));

const step = fc.record({
  what: fc.constantFrom(
    'push',
    'push',
    'push',
    'push',
    'manifest',
    'facts',
    'lose facts',
    'remove',
    'remove',
    'arrive',
    'arrive',
    'leave',
    'cover',
    'count on',
    'forget blobs',
  ),
  repository: fc.constantFrom(...repositories),
  manifest: fc.integer({ min: 10, max: 12 }),
  blobs: fc.subarray([1, 2, 3]),
  /** A digest that is named twice, or with another size, as no push could. */
  odd: fc.constantFrom('', '', 'twice', 'other size', 'not needed'),
});

async function openCounts() {
  const { database } = Database.open(path.join(await temporaryFolder(), 'cyberdock.db'));
  return { database, rows: new ListingRows(database), counts: new QuotaCounts(database) };
}

/** What counts, told from the rows of the index alone. */
function expected(database: Database, namespace: string) {
  const { query } = database;
  const sum = { bytes: 0, repositories: 0 };
  for (const { repository } of database.all(
    query.selectFrom('quota_member').selectAll().where('namespace', '=', namespace),
  )) {
    const through =
      database.first(
        query.selectFrom('quota_repository').select('through').where('repository', '=', repository),
      )?.through ?? '';
    const of = (table: 'manifest' | 'manifest_fact' | 'reference' | 'quota_arrival') =>
      database.all(query.selectFrom(table).selectAll().where('repository', '=', repository)) as never[];
    const manifests = new Set(
      of('manifest')
        .map((row: { digest: string }) => row.digest)
        .filter((one) => one <= through),
    );
    const facts = of('manifest_fact').filter((row: { digest: string }) => manifests.has(row.digest));
    const blobs = new Map<string, number>();
    for (const row of of('reference') as { child: string; parent: string; kind: string; size: number }[]) {
      // In the order of their keys, the first one counts.
      if (row.size !== null && manifests.has(row.parent) && !blobs.has(row.child))
        blobs.set(row.child, row.size);
    }
    const arrivals = of('quota_arrival') as { digest: string; size: number }[];
    for (const { digest: arrived } of arrivals) expect(blobs.has(arrived)).toBe(false);
    const sizes = [
      ...facts.map((row: { size: number }) => row.size),
      ...blobs.values(),
      ...arrivals.map((row) => row.size),
    ];
    sum.bytes += sizes.reduce((total, size) => total + size, 0);
    sum.repositories += manifests.size + arrivals.length > 0 ? 1 : 0;
  }
  return sum;
}

describe('QuotaCounts', () => {
  it('counts what the rows of the index say, in whatever order they come and go, and while it is still counting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 50, size: 'max' }), async (steps) => {
        const { database, rows, counts } = await openCounts();
        const { query } = database;
        for (const { what, repository, manifest, blobs, odd } of steps) {
          const names = blobs.map((blob) => ({
            digest: digest(blob),
            kind: 'layer' as const,
            size: sizeOf(digest(blob)),
          }));
          const [first] = names;
          if (first && odd === 'twice') names.push({ ...first, kind: 'config' as 'layer' });
          if (first && odd === 'other size') first.size += manifest;
          if (first && odd === 'not needed') (first as { size?: number }).size = undefined;
          const facts = { size: manifest * 1000, mediaType: 'test', pushedAtMs: 0, contentBytes: 0, names };
          const parent = digest(manifest);
          if (what === 'manifest' || what === 'push') rows.addManifest(repository, parent, manifest);
          if (what === 'facts' || what === 'push')
            database.transaction(() => rows.addFacts(repository, parent, facts));
          if (what === 'lose facts') rows.removeFactsOf(repository, [parent]);
          if (what === 'remove') {
            rows.apply(repository, {
              addedManifests: [],
              movedTags: [],
              removedManifests: [parent],
              isEmpty: false,
            });
          }
          if (what === 'arrive') {
            const arrivals = names.map((one) => ({ digest: one.digest, size: sizeOf(one.digest) }));
            counts.claim(repository, arrivals, limitsOf(repository), true);
          }
          if (what === 'leave') counts.forget(repository, [digest(blobs[0] ?? 1)]);
          if (what === 'cover') counts.cover(repository, limitsOf(repository));
          if (what === 'count on') counts.countOn(repository);
          if (what === 'forget blobs')
            database.run(query.deleteFrom('blob').where('repository', '=', repository));
          for (const namespace of namespaces) {
            expect(counts.of(namespace)).toMatchObject(expected(database, namespace));
          }
        }
        for (const repository of repositories) {
          counts.cover(repository, limitsOf(repository));
          while (counts.countOn(repository));
        }
        for (const namespace of namespaces) {
          expect(counts.of(namespace)).toMatchObject(expected(database, namespace));
        }
        const wholes = database.all(query.selectFrom('quota_repository').select('through'));
        expect(new Set(wholes.map(({ through }) => through))).toEqual(new Set(['~']));
        database.close();
      }),
      { numRuns: 100 },
    );
  }, 300_000);

  it('counts what a repository held before, a few manifests at a time', async () => {
    const { database, rows, counts } = await openCounts();
    const [repository] = repositories as [RepositoryName];
    for (let at = 0; at < 100; at++) {
      const names = [1, at + 1000].map((blob) => ({
        digest: digest(blob),
        kind: 'layer' as const,
        size: 10,
      }));
      rows.addManifest(repository, digest(at + 100), 0);
      rows.addFacts(repository, digest(at + 100), {
        size: 1,
        mediaType: 'test',
        pushedAtMs: 0,
        contentBytes: 0,
        names,
      });
    }
    expect(counts.cover(repository, limitsOf(repository))).toBe(true);
    let steps = 1;
    while (counts.countOn(repository)) steps += 1;
    expect(steps).toBeGreaterThan(10);
    expect(counts.of('a')).toMatchObject({ bytes: 100 + 101 * 10, repositories: 1 });
    database.close();
  });

  it('gives the last room to one claim only, though several databases are asked, and takes nothing from who is refused', async () => {
    const file = path.join(await temporaryFolder(), 'cyberdock.db');
    const opened = [0, 1, 2].map(() => Database.open(file).database);
    const [repository, other] = repositories as [RepositoryName, RepositoryName];
    const limits = [{ namespace: 'a', bytes: 100, setting: 'test', isStored: false }];
    const counts = opened.map((database) => new QuotaCounts(database));
    const claims = counts.map(async (one, at) =>
      one.claim(at % 2 ? repository : other, [{ digest: digest(at), size: 60 }], limits, true),
    );
    const outcomes = await Promise.all(claims.map(faultOf));
    expect(outcomes.filter((outcome) => outcome === 'QUOTA_EXCEEDED')).toHaveLength(2);
    expect(counts[0]?.of('a')).toMatchObject({ bytes: 60, repositories: 1 });
    for (const database of opened) database.close();
  });

  it('claims nothing twice: what counts in a repository already needs no room', async () => {
    const { database, counts } = await openCounts();
    const [repository, other] = repositories as [RepositoryName, RepositoryName];
    const limits = [{ namespace: 'a', bytes: 100, setting: 'test', isStored: false }];
    const blob = { digest: digest(1), size: 60 };
    expect(counts.claim(repository, [blob, blob], limits, true)).toEqual([blob]);
    expect(counts.claim(repository, [blob], limits, true)).toEqual([]);
    expect(counts.isHeld(repository, blob.digest)).toBe(true);
    expect(counts.isHeld(other, blob.digest)).toBe(false);
    // In another repository it counts again.
    expect(() => counts.claim(other, [blob], limits, true)).toThrow('QUOTA_EXCEEDED');
    expect(counts.claim(other, [blob], limits, false)).toEqual([blob]);
    expect(counts.of('a').bytes).toBe(120);
    database.close();
  });
});
