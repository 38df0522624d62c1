import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import {
  emptyIndex,
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '../testing/open-storage';
import { attachmentsOf } from './attachments';
import { type TagCursor, type TagOrder, walkOf } from './tag-order';
import type { TagTableQuery } from './tag-table';

const app = repositoryOf('team/app');
const open = async () => (await openStorage(await temporaryFolder())).storage;
type Opened = Awaited<ReturnType<typeof open>>;
const byName: TagTableQuery = { order: 'name', descending: false, limit: 100 };

/** Every name, read in pages of two. */
async function namesOf(storage: Opened, query: Partial<TagTableQuery>): Promise<string[]> {
  const names: string[] = [];
  for (let after: TagCursor | undefined, at = 0; at === 0 || after; at++) {
    const page = await storage.tagPage(app, { ...byName, ...query, limit: 2, after });
    names.push(...(page?.rows.map(({ name }) => name) ?? []));
    after = page?.next;
  }
  return names;
}

describe('the table of tags', () => {
  it('is sorted by version, by name and by time, in pages that lose and repeat nothing', async () => {
    const storage = await open();
    for (const tag of ['1.9', '1.10', 'latest', '1.10-rc.1', 'edge'])
      await pushManifest(storage, app, emptyIndex(tag), tag);
    expect(await namesOf(storage, { order: 'version', descending: true })).toEqual([
      'latest',
      '1.10',
      '1.10-rc.1',
      '1.9',
      'edge',
    ]);
    expect(await namesOf(storage, {})).toEqual(['1.10', '1.10-rc.1', '1.9', 'edge', 'latest']);
    const { database } = storage.parts;
    for (const [at, name] of ['edge', 'latest', '1.9', '1.10', '1.10-rc.1'].entries())
      database.run(
        // Three of them at one time.
        database.query
          .updateTable('tag')
          .set({ pushed_at_ms: Math.min(at, 2) })
          .where('name', '=', name),
      );
    expect(await namesOf(storage, { order: 'pushed', descending: true })).toEqual([
      '1.9',
      '1.10-rc.1',
      '1.10',
      'latest',
      'edge',
    ]);
  });

  it('is sorted by size, of an index by that of its largest child', async () => {
    const storage = await open();
    const small = await pushImage(storage, app, 'small', 'small');
    const large = await pushImage(storage, app, 'x'.repeat(5_000), 'large');
    const children = [small, large].map(({ digest, size }) => ({
      mediaType: mediaTypes.ociManifest,
      digest,
      size,
    }));
    await pushManifest(storage, app, { ...emptyIndex('both'), manifests: children }, 'both');
    await pushManifest(storage, app, emptyIndex('none'), 'none');
    expect(await namesOf(storage, { order: 'size', descending: true })).toEqual([
      'large',
      'both',
      'small',
      'none',
    ]);
    const page = await storage.tagPage(app, byName);
    const bytes = new Map(page?.rows.map((row) => [row.name as string, row.bytes]));
    expect(bytes.get('large')).toBe(2 * 5_000 + '{"config":""}layer of '.length);
    expect(bytes.get('both')).toBe(bytes.get('large'));
    expect(storage.tagTable.contentBytesOf(app, [small.digest]).get(small.digest)).toBe(bytes.get('small'));
  });

  it('is sorted by pulls, those that were only counted in memory too', async () => {
    const storage = await open();
    const digest = await pushManifest(storage, app, emptyIndex('one'), 'never', 'once', 'twice');
    for (const tag of ['twice', 'once', 'twice'])
      storage.pulls.count(app, { kind: 'tag', tag: parseTag(tag) }, digest);
    expect(await namesOf(storage, { order: 'pulls', descending: true })).toEqual(['twice', 'once', 'never']);
    const [first] = (await storage.tagPage(app, { ...byName, order: 'pulls', descending: true }))?.rows ?? [];
    expect(first).toMatchObject({ pulls: 2, pulledAtMs: expect.any(Number) });
  });

  it('finds text anywhere in a tag in whatever case, taken as it stands, or a digest by its beginning', async () => {
    const storage = await open();
    const digest = await pushManifest(storage, app, emptyIndex('one'), 'v1_0', 'v110', 'V1_0-Alpine');
    await pushManifest(storage, app, emptyIndex('two'), 'two');
    expect(await namesOf(storage, { matching: 'v1_0' })).toEqual(['V1_0-Alpine', 'v1_0']);
    expect(await namesOf(storage, { matching: '%' })).toEqual([]);
    expect(await namesOf(storage, { matching: digest.slice(0, 15) })).toHaveLength(3);
    expect(await storage.tagPage(app, { ...byName, matching: 'ALPINE' })).toMatchObject({
      total: 4,
      matching: 1,
    });
  });

  it('says who pushed, how many tags share a manifest, and what refers to it', async () => {
    const storage = await open();
    const digest = await pushManifest(storage, app, emptyIndex('one'), 'a', 'b');
    const config = await pushBlob(storage, app, '{}');
    await pushManifest(storage, app, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      artifactType: 'application/spdx+json',
      config: { mediaType: mediaTypes.empty, digest: config, size: 2 },
      layers: [],
      subject: { mediaType: mediaTypes.ociIndex, digest, size: 10 },
    });
    expect(storage.tagTable.pushersOf(app, [parseTag('a')])).toEqual(new Map([['a', 'someone']]));
    expect(storage.tagTable.countsOf(app, [digest])).toEqual(new Map([[digest, 2]]));
    expect(attachmentsOf(storage.parts.database, app, [digest], 4)).toMatchObject([
      { subject: digest, artifactType: 'application/spdx+json' },
    ]);
  });

  it('is not there for a repository that holds nothing', async () => {
    expect(await (await open()).tagPage(app, byName)).toBeUndefined();
  });

  it('answers for 10,000 tags, sorted by size and filtered, within 200 ms', async () => {
    const storage = await open();
    await pushManifest(storage, app, emptyIndex('one'), 'first');
    const { database } = storage.parts;
    const { query } = database;
    database.transaction(() => {
      for (let at = 0; at < 10_000; at++) {
        const digest = digestOf(Buffer.from(`manifest ${at}`));
        database.run(query.replaceInto('manifest').values({ repository: app, digest, scan: 0 }));
        database.run(
          query.replaceInto('manifest_fact').values({
            repository: app,
            digest,
            size: 500,
            media_type: mediaTypes.ociManifest,
            artifact_type: mediaTypes.ociConfig,
            pushed_at_ms: at,
            content_bytes: (at * 7_919) % 10_000,
          }),
        );
        database.run(
          query.replaceInto('tag').values({
            repository: app,
            name: `build-${at}`,
            digest,
            pushed_at_ms: at,
            version_key: `1build-${at}`,
            scan: 0,
          }),
        );
      }
    });
    const times: number[] = [];
    for (const order of ['size', 'pulls', 'version', 'pushed', 'name'] as const) {
      for (const matching of [undefined, '99']) {
        const begun = performance.now();
        const page = await storage.tagTable.page(app, { order, descending: true, matching, limit: 100 });
        times.push(performance.now() - begun);
        expect(page.rows).toHaveLength(100);
      }
    }
    expect(Math.max(...times)).toBeLessThan(200);

    // What few tags have is found behind many steps, from either end, and what none has holds nobody up.
    const found = async (order: TagOrder, matching: string, descending = false) => {
      let turns = 0;
      const turn = () => {
        turns++;
        if (turns < 1_000_000) setImmediate(turn);
      };
      turn();
      const { rows, matching: count } = await storage.tagTable.page(app, {
        order,
        descending,
        matching,
        limit: 100,
      });
      const taken = turns;
      turns = 1_000_000;
      return { names: rows.map(({ name }) => name as string), count, taken };
    };
    for (const order of ['size', 'pulls', 'version', 'pushed', 'name'] as const) {
      expect((await found(order, 'first')).names).toEqual(['first']);
      expect((await found(order, 'build-7777', true)).names).toEqual(['build-7777']);
      const none = await found(order, 'nobody');
      expect(none).toMatchObject({ names: [], count: 0 });
      expect(none.taken).toBeGreaterThanOrEqual(4);
    }
    const digest = digestOf(Buffer.from('manifest 4711'));
    expect((await found('size', digest.slice(0, 30))).names).toEqual(['build-4711']);
    expect(await found('size', 'sha256:')).toMatchObject({ count: 10_001 });
  });

  it('walks an index for every order, and sorts nothing', async () => {
    const { database } = (await open()).parts;
    for (const order of ['name', 'version', 'pushed', 'size', 'pulls'] as const) {
      const after = { value: order === 'name' || order === 'version' ? 'a' : 1, name: 'a' };
      const { from, within, by } = walkOf({ order, descending: true, after, through: after });
      const query = sql<{ detail: string }>`
        EXPLAIN QUERY PLAN SELECT walked.name FROM ${from}
        WHERE walked.repository = ${app} AND ${within} ORDER BY ${by} LIMIT 10`;
      const plan = database.all({ compile: () => query.compile(database.query) });
      expect(plan.map(({ detail }) => detail).join()).toMatch(
        /^SEARCH walked USING [^()]*\(repository=\? AND/,
      );
    }
  });

  it('knows the size of a tag whichever of manifest, child and tag is read first, and how often it was pulled', async () => {
    const storage = await open();
    const { database } = storage.parts;
    const { query } = database;
    const [parent, child] = [digestOf(Buffer.from('parent')), digestOf(Buffer.from('child'))];
    const fact = (digest: string, media_type: string, content_bytes: number) =>
      query.replaceInto('manifest_fact').values({
        repository: app,
        digest,
        size: 1,
        media_type,
        artifact_type: null,
        pushed_at_ms: 1,
        content_bytes,
      });
    const tag = { repository: app, name: 'v1', digest: parent, pushed_at_ms: 1, scan: 0 };
    const steps = [
      query.replaceInto('tag').values(tag),
      fact(parent, mediaTypes.ociIndex, 5),
      query.replaceInto('reference').values({ repository: app, parent, child, kind: 'manifest' }),
      fact(child, mediaTypes.ociManifest, 700),
      query.insertInto('pull').values({ repository: app, reference: 'v1', count: 3, last_at_ms: 1 }),
    ];
    for (let first = 0; first < steps.length; first++) {
      for (const table of ['tag', 'manifest_fact', 'reference', 'pull'] as const)
        database.run(query.deleteFrom(table));
      for (const step of [...steps.slice(first), ...steps.slice(0, first)]) database.run(step);
      expect(database.all(query.selectFrom('tag').select(['bytes', 'pulls']))).toEqual([
        { bytes: 705, pulls: 3 },
      ]);
    }
    database.run(query.updateTable('pull').set({ count: 9 }));
    expect(database.first(query.selectFrom('tag').select('pulls'))).toEqual({ pulls: 9 });
    database.run(query.deleteFrom('pull'));
    expect(database.first(query.selectFrom('tag').select('pulls'))).toEqual({ pulls: 0 });
  });

  it('counts again after each change, and not for each page', async () => {
    const storage = await open();
    await pushManifest(storage, app, emptyIndex('one'), 'a', 'b');
    const counted = vi.spyOn(storage.parts.database, 'all');
    const countsOf = (page: { total: number; matching: number } | undefined) => [page?.total, page?.matching];
    const query = { ...byName, limit: 1, matching: 'a' };
    const after = { value: 'A', name: 'A' };
    expect(countsOf(await storage.tagPage(app, { ...query, after }))).toEqual([2, 1]);
    const asked = counted.mock.calls.length;
    expect(countsOf(await storage.tagPage(app, { ...query, after }))).toEqual([2, 1]);
    expect(counted.mock.calls.length - asked).toBeLessThan(asked);
    await pushManifest(storage, app, emptyIndex('two'), 'aa');
    expect(countsOf(await storage.tagPage(app, { ...query, after }))).toEqual([3, 2]);
  });
});
