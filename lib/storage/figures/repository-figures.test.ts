import { describe, expect, it } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { parseReference } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import {
  emptyIndex,
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '../testing/open-storage';
import type { RepositoryCursor, RepositoryPageQuery } from './repository-figures';
import type { Seen } from './seen';

const app = repositoryOf('team/app');
const open = async () => (await openStorage(await temporaryFolder())).storage;
type Opened = Awaited<ReturnType<typeof open>>;
const byName: RepositoryPageQuery = { order: 'name', descending: false, search: { name: '' }, limit: 50 };

/** Every name, read in pages of two. @param between is called after each page */
async function namesOf(
  storage: Opened,
  query: Partial<RepositoryPageQuery>,
  { seen, between }: { seen?: Seen; between?: () => unknown } = {},
): Promise<RepositoryName[]> {
  const names: RepositoryName[] = [];
  for (let after: RepositoryCursor | undefined, at = 0; at === 0 || after; at++) {
    const page = await storage.figures.page({ ...byName, ...query, limit: 2, after }, seen);
    names.push(...page.names);
    after = page.next;
    await between?.();
  }
  return names;
}

const figureOf = async (storage: Opened, repository = app) =>
  (await storage.figures.of([repository])).get(repository);

/** Writes the figures of repositories as if they had been counted to be so. */
function setFigures(
  storage: Opened,
  values: Record<string, { bytes?: number; pushed_at_ms?: number; pulled_at_ms?: number }>,
) {
  const { database } = storage.parts;
  for (const [repository, value] of Object.entries(values))
    database.run(
      database.query.updateTable('repository_figure').set(value).where('repository', '=', repository),
    );
}

describe('the figures of a repository', () => {
  it('are what its manifests and the blobs that they name take, each once, and what was pushed last', async () => {
    const storage = await open();
    const first = await pushImage(storage, app, 'one', '1.0', 'latest');
    const bytes = '{"config":"one"}layer of one'.length;
    expect(await figureOf(storage)).toMatchObject({
      tags: 2,
      bytes: first.size + bytes,
      newest: { digest: first.digest },
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: 'application/vnd.oci.image.config.v1+json',
      pushedAtMs: expect.any(Number),
      pushedBy: 'someone',
      pulls: 0,
      pulledAtMs: null,
      isExact: true,
    });
    // Another manifest of the same blobs adds its own bytes alone.
    const again = { ...first.document, annotations: { again: 'yes' } };
    await pushManifest(storage, app, again, '1.1');
    expect(await figureOf(storage)).toMatchObject({
      tags: 3,
      bytes: first.size + bytes + JSON.stringify(again).length,
      newest: { tag: '1.1' },
      isExact: true,
    });
  });

  it('follow a deletion, and end with the repository', async () => {
    const storage = await open();
    await pushImage(storage, app, 'one', '1.0');
    const kept = await pushManifest(storage, app, emptyIndex('kept'), 'kept');
    expect(await figureOf(storage)).toMatchObject({ tags: 2 });
    await storage.manifests.delete(app, kept, someone);
    expect(await figureOf(storage)).toMatchObject({ tags: 1, newest: { tag: '1.0' } });
    await storage.deleteRepository(app, someone);
    expect((await storage.figures.page(byName)).names).toEqual([]);
  });

  it('have every pull, by tag or digest once each, also of manifests whose counts were swept since', async () => {
    const storage = await open();
    const { digest } = await pushImage(storage, app, 'one', '1.0');
    storage.pulls.count(app, parseReference('1.0'), digest);
    storage.pulls.count(app, parseReference(digest), digest);
    expect(await figureOf(storage)).toMatchObject({ pulls: 2, pulledAtMs: expect.any(Number) });
    const { database } = storage.parts;
    database.run(database.query.deleteFrom('pull'));
    storage.pulls.count(app, parseReference('1.0'), digest);
    expect(await figureOf(storage)).toMatchObject({ pulls: 3 });
  });

  it('are unknown, not 0, until they were counted, and say when they are old', async () => {
    const storage = await open();
    await pushImage(storage, app, 'one', '1.0');
    await storage.figures.counter.close();
    expect(await figureOf(storage)).toMatchObject({
      tags: null,
      bytes: null,
      mediaType: null,
      pushedAtMs: null,
      countedAtMs: null,
      isExact: false,
    });
  });

  it('are not taken for exact when something is pushed while they are counted', async () => {
    const storage = await open();
    await pushImage(storage, app, 'one', '1.0');
    await figureOf(storage);
    await storage.figures.counter.close();
    await pushManifest(storage, app, emptyIndex('two'), '2.0');
    expect(await figureOf(storage)).toMatchObject({ tags: 1, isExact: false });
  });

  it('count a layer that very many manifests name once, and more tags than one query reads', async () => {
    const storage = await open();
    const { document } = await pushImage(storage, app, 'one', 'first');
    const { database } = storage.parts;
    const { query } = database;
    const layer = document.layers[0]?.digest ?? '';
    database.transaction(() => {
      for (let at = 0; at < 2_500; at++) {
        const digest = digestOf(Buffer.from(`manifest ${at}`));
        const key = { repository: app, digest };
        database.run(query.replaceInto('manifest').values({ ...key, scan: 0 }));
        database.run(
          query.replaceInto('manifest_fact').values({
            ...key,
            size: 10,
            media_type: 'x',
            artifact_type: null,
            pushed_at_ms: 1,
            content_bytes: 0,
          }),
        );
        database.run(
          query.replaceInto('tag').values({
            repository: app,
            name: `t${at}`,
            digest,
            pushed_at_ms: 1,
            version_key: '',
            scan: 0,
          }),
        );
        for (const child of [layer, `sha256:${String(at).padStart(64, '0')}`])
          database.run(
            query.replaceInto('reference').values({
              repository: app,
              child,
              parent: digest,
              kind: 'layer',
              size: child === layer ? 'layer of one'.length : 3,
            }),
          );
      }
    });
    await expect
      .poll(async () => await figureOf(storage))
      .toMatchObject({
        tags: 2_501,
        bytes: JSON.stringify(document).length + 'layer of one{"config":"one"}'.length + 2_500 * (10 + 3),
        isExact: true,
      });
  });
});

describe('the list of repositories by their figures', () => {
  const five = ['a/one', 'a/two', 'b/one', 'b/two', 'c/c'].map(repositoryOf);
  async function openFive() {
    const storage = await open();
    for (const repository of five) await pushManifest(storage, repository, emptyIndex(repository), 'latest');
    await storage.figures.of(five);
    return storage;
  }

  it('is sorted in pages that lose and repeat nothing, equal ones by name', async () => {
    const storage = await openFive();
    setFigures(storage, {
      'a/one': { bytes: 5, pushed_at_ms: 3 },
      'a/two': { bytes: 7, pushed_at_ms: 1 },
      'b/one': { bytes: 5, pushed_at_ms: 9 },
      'b/two': { bytes: 5, pushed_at_ms: 3 },
      'c/c': { bytes: 1, pushed_at_ms: 2 },
    });
    expect(await namesOf(storage, { order: 'size', descending: true })).toEqual([
      'a/two',
      'b/two',
      'b/one',
      'a/one',
      'c/c',
    ]);
    expect(await namesOf(storage, { order: 'size' })).toEqual(['c/c', 'a/one', 'b/one', 'b/two', 'a/two']);
    expect(await namesOf(storage, { order: 'pushed', descending: true })).toEqual([
      'b/one',
      'b/two',
      'a/one',
      'c/c',
      'a/two',
    ]);
    expect(await namesOf(storage, { descending: true })).toEqual([...five].reverse());
  });

  it('goes on where it was while rows change: what did not change comes once', async () => {
    const storage = await openFive();
    setFigures(storage, {
      'a/one': { bytes: 50 },
      'a/two': { bytes: 40 },
      'b/one': { bytes: 30 },
      'b/two': { bytes: 20 },
      'c/c': { bytes: 10 },
    });
    let pages = 0;
    const names = await namesOf(
      storage,
      { order: 'size', descending: true },
      {
        between: async () => {
          // The last of the page goes away, and one that was shown becomes the smallest.
          if (pages++ === 0) {
            await storage.deleteRepository(repositoryOf('a/two'), someone);
            setFigures(storage, { 'a/one': { bytes: 45 } });
          }
        },
      },
    );
    expect(names).toEqual(['a/one', 'a/two', 'b/one', 'b/two', 'c/c']);
  });

  it('has those that nobody has pulled for longest first, and those that nobody ever did before them', async () => {
    const storage = await openFive();
    setFigures(storage, {
      'a/one': { pulled_at_ms: 30 },
      'b/two': { pulled_at_ms: 10 },
      'c/c': { pulled_at_ms: 20 },
    });
    const longest = ['a/two', 'b/one', 'b/two', 'c/c', 'a/one'];
    expect(await namesOf(storage, { order: 'pulled' })).toEqual(longest);
    expect(await namesOf(storage, { order: 'pulled', descending: true })).toEqual(longest.reverse());
  });

  it('has those that were never counted after all others when the largest come first', async () => {
    const storage = await openFive();
    await storage.figures.counter.close();
    await pushManifest(storage, app, emptyIndex('new'), 'latest');
    expect((await namesOf(storage, { order: 'size', descending: true })).at(-1)).toBe(app);
  });

  it('shows nobody what they do not see, in full pages', async () => {
    const storage = await openFive();
    const seen: Seen = { prefixes: ['a/', 'b/'], sees: (name) => name.endsWith('/one') };
    for (const order of ['name', 'size', 'pushed', 'tags', 'pulls', 'pulled'] as const) {
      expect((await namesOf(storage, { order }, { seen })).sort()).toEqual(['a/one', 'b/one']);
      const page = await storage.figures.page({ ...byName, order, limit: 2 }, seen);
      expect(page.names).toHaveLength(2);
      expect(page.next).toBeUndefined();
    }
  });

  it('finds repositories by a part of the name with the beginning of a tag, or of a digest', async () => {
    const storage = await openFive();
    const { digest } = await pushImage(storage, repositoryOf('b/one'), 'image', '1.25-alpine');
    const found = (search: RepositoryPageQuery['search']) => namesOf(storage, { search });
    expect(await found({ name: 'b', tag: '1.2' })).toEqual(['b/one']);
    expect(await found({ name: 'a', tag: '1.2' })).toEqual([]);
    expect(await found({ name: '', tag: 'LATEST' })).toEqual([]);
    expect(await found({ name: '', digest: digest.slice(0, 15) })).toEqual(['b/one']);
    expect(await found({ name: 'a/', digest })).toEqual([]);
    expect(await found({ name: '%' })).toEqual([]);
  });

  it('leaves out what was removed behind our back', async () => {
    const storage = await openFive();
    const { driver, paths } = storage.parts;
    await driver.removeTree(paths.folder(repositoryOf('b/one')));
    expect(await namesOf(storage, { order: 'size' })).toHaveLength(4);
  });

  it('answers for 10,000 repositories, sorted and searched, with less than 150 ms of the processor', async () => {
    const storage = await openFive();
    const { database } = storage.parts;
    database.transaction(() => {
      for (let at = 0; at < 10_000; at++) {
        const path = `group-${at % 100}/service-${at}`;
        database.run(
          database.query.insertInto('folder').values({
            path,
            parent: `group-${at % 100}`,
            children_at_ms: null,
            manifests_at_ms: null,
            blobs_at_ms: null,
            listed: 1,
          }),
        );
        database.run(
          database.query
            .updateTable('repository_figure')
            .set({
              counted: 1,
              tags: at % 50,
              bytes: (at * 7_919) % 10_000,
              pushed_at_ms: at,
              pulls: at,
              pulled_at_ms: at,
            })
            .where('repository', '=', path),
        );
      }
    });
    const times: number[] = [];
    for (const order of ['name', 'size', 'pushed', 'tags', 'pulls', 'pulled'] as const) {
      for (const search of [{ name: '' }, { name: '99' }, { name: 'service', tag: 'late' }]) {
        const begun = process.cpuUsage();
        await storage.figures.page({ ...byName, order, descending: true, search }, none);
        const { user, system } = process.cpuUsage(begun);
        times.push((user + system) / 1_000);
      }
    }
    expect(Math.max(...times)).toBeLessThan(150);
  });
});

/** Whoever sees nothing reads all that begins as it must. */
const none: Seen = { prefixes: ['group-7'], sees: () => false };
