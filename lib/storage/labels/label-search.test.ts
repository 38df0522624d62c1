import { readFileSync, truncateSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import type { RepositoryName } from '@/lib/oci/repository-name';
import {
  emptyIndex,
  openStorage,
  pushBlob,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '../testing/open-storage';
import type { LabelSearch } from './label-search';
import { labelsMax } from './labels-of';

const open = async (root?: string) => await openStorage(root ?? (await temporaryFolder()));
type Opened = Awaited<ReturnType<typeof open>>['storage'];
type Texts = Record<string, string>;

const byName = { order: 'name', descending: false, limit: 50 } as const;
/** The repositories that a search finds. */
async function found(storage: Opened, label: LabelSearch, name = ''): Promise<RepositoryName[]> {
  await expect
    .poll(async () => {
      await storage.labels.catchUp();
      return storage.labels.isReading;
    })
    .toBe(false);
  return (await storage.figures.page({ ...byName, search: { name, label } })).names;
}

/** Pushes an image with these labels and annotations. */
async function pushLabelled(
  storage: Opened,
  repository: RepositoryName,
  { labels, annotations, tags = [] }: { labels?: unknown; annotations?: Texts; tags?: readonly string[] },
): Promise<Digest> {
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: labels } });
  const digest = await pushBlob(storage, repository, config);
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, digest, size: Buffer.byteLength(config) },
    layers: [],
    annotations,
  };
  return await pushManifest(storage, repository, document, ...tags);
}

/** An index around a manifest, or around another index. */
async function indexOf(storage: Opened, repository: RepositoryName, digest: Digest, annotations: Texts) {
  const child = await storage.manifests.read(repository, digest);
  const { mediaType = '', bytes = Buffer.alloc(0) } = child ?? {};
  return emptyIndex('', { manifests: [{ mediaType, digest, size: bytes.length }], annotations });
}

interface Image {
  labels: Texts;
  annotations: Texts;
  isTagged: boolean;
  /** Around it: an index, and one around that. */
  around: readonly { annotations: Texts; isTagged: boolean }[];
}

/** Whether an image or an index around it that is reached from a tag has the label, told by looking at each. */
function holds({ labels, annotations, isTagged, around }: Image, search: LabelSearch): boolean {
  const isMatch = (texts: Texts) => {
    const value = Object.hasOwn(texts, search.key) ? texts[search.key] : undefined;
    if (value === undefined) return false;
    if (search.value === undefined) return true;
    return search.isPrefix ? value.startsWith(search.value) : value === search.value;
  };
  const tagged = [isTagged, ...around.map((one) => one.isTagged)];
  const isReached = (level: number) => tagged.slice(level).some(Boolean);
  if (search.kind === 'label') return isMatch(labels) && isReached(0);
  return [annotations, ...around.map((one) => one.annotations)].some(
    (texts, level) => isMatch(texts) && isReached(level),
  );
}

const key = fc.constantFrom('vendor', 'org.example.a', 'org.example.b', 'ünï', 'constructor');
const value = fc.constantFrom(
  '',
  'acme',
  'Acme',
  'acme corp',
  'ac*',
  '%',
  'ac',
  "a' OR 1=1",
  '\u{10ffff}',
  'é',
);
const texts = fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });
const image: fc.Arbitrary<Image> = fc.record({
  labels: texts,
  annotations: texts,
  isTagged: fc.boolean(),
  around: fc.array(fc.record({ annotations: texts, isTagged: fc.boolean() }), { maxLength: 2 }),
});
const searched: fc.Arbitrary<LabelSearch> = fc.record(
  { kind: fc.constantFrom('label' as const, 'annotation' as const), key, value, isPrefix: fc.boolean() },
  { requiredKeys: ['kind', 'key'] },
);

describe('a search for a label', () => {
  it('finds what a look at every image that a tag leads to tells, in any registry', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(image, { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        fc.array(searched, { minLength: 1, maxLength: 8 }),
        async (repositories, searches) => {
          const { storage, close } = await open();
          const names = repositories.map((_, at) => repositoryOf(`team/r${at}`));
          for (const [at, images] of repositories.entries()) {
            const name = names[at] as RepositoryName;
            for (const [number, { isTagged, around, ...one }] of images.entries()) {
              // A key of its own tells images apart that say the same.
              const own = (level: number) => ({ own: `${at} ${number} ${level}` });
              const tagsOf = (level: number, has: boolean) => (has ? [`t${number}-${level}`] : []);
              let digest = await pushLabelled(storage, name, {
                labels: one.labels,
                annotations: { ...one.annotations, ...own(0) },
                tags: tagsOf(0, isTagged),
              });
              for (const [level, { annotations, isTagged: has }] of around.entries())
                digest = await pushManifest(
                  storage,
                  name,
                  await indexOf(storage, name, digest, { ...annotations, ...own(level + 1) }),
                  ...tagsOf(level + 1, has),
                );
            }
          }
          for (const search of searches)
            expect(await found(storage, search), JSON.stringify(search)).toEqual(
              names.filter((_, at) => repositories[at]?.some((one) => holds(one, search))),
            );
          await close();
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  it('no longer finds what was deleted, untagged or forgotten', async () => {
    const { storage } = await open();
    const app = repositoryOf('team/app');
    const labels = { vendor: 'acme' };
    const digest = await pushLabelled(storage, app, { labels, tags: ['v1'] });
    const search = { kind: 'label', key: 'vendor', value: 'acme' } as const;
    expect(await found(storage, search)).toEqual([app]);
    await pushManifest(storage, app, emptyIndex('other'), 'v1');
    expect(await found(storage, search)).toEqual([]);
    await storage.manifests.delete(app, digest, someone);
    const { database } = storage.parts;
    const rows = database.query.selectFrom('manifest_label').selectAll().where('digest', '=', digest);
    expect(database.all(rows)).toEqual([]);
  });

  it('finds what was there before there was an index of labels', async () => {
    const { storage } = await open();
    const app = repositoryOf('team/app');
    await pushLabelled(storage, app, { labels: { vendor: 'acme' }, tags: ['v1'] });
    await found(storage, { kind: 'label', key: 'vendor' });
    const { database } = storage.parts;
    database.run(database.query.deleteFrom('manifest_label'));
    const unread = database.query.updateTable('manifest_fact').set({ labels_read: null });
    database.run(unread.where('repository', '=', app));
    expect(await found(storage, { kind: 'label', key: 'vendor' })).toEqual([app]);
  });

  it('reads hostile labels within limits, and never a config that is not what its digest says', async () => {
    const { storage } = await open();
    const app = repositoryOf('team/app');
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, 'x']));
    await pushLabelled(storage, app, { labels: many, tags: ['many'] });
    const long = 'v'.repeat(100_000);
    await pushLabelled(storage, app, {
      labels: { long, [long]: 'x', 'a\0b': 'x', n: 'a\0b' },
      tags: ['long'],
    });
    await pushLabelled(storage, app, { labels: { half: '\ud83d', '\u202ertl': '<b>' }, tags: ['half'] });
    for (const labels of [null, [], 'x', 7, { a: 1, b: null, c: {} }, { __proto__: 'x' }])
      await pushLabelled(storage, app, { labels, tags: ['odd'] });
    await pushLabelled(storage, app, { labels: { large: 'x', pad: 'x'.repeat(300_000) }, tags: ['large'] });
    const digest = await pushLabelled(storage, app, { labels: { damaged: 'x' }, tags: ['damaged'] });
    const stored = await storage.manifests.read(app, digest);
    const config = stored?.manifest.references[0]?.digest as Digest;
    const file = storage.parts.paths.blob(app, config);
    truncateSync(file, readFileSync(file).length - 1);
    expect(await found(storage, { kind: 'label', key: 'k0' })).toEqual([app]);
    expect(await found(storage, { kind: 'label', key: 'long', value: long })).toEqual([app]);
    expect(await found(storage, { kind: 'label', key: '\u202ertl', value: '<b>' })).toEqual([app]);
    for (const key of ['damaged', 'large', 'a', 'a\0b', 'n', `k${labelsMax}`])
      expect(await found(storage, { kind: 'label', key }), key).toEqual([]);
    const { database } = storage.parts;
    const rows = database.all(database.query.selectFrom('manifest_label').select(['key', 'value']));
    expect(rows.length).toBeLessThanOrEqual(labelsMax + 10);
    expect(Math.max(...rows.map(({ key, value }) => key.length + value.length))).toBeLessThanOrEqual(512);
  });

  it('finds the one among 10,000 labelled repositories that has another value', async () => {
    const { storage } = await open();
    const { database } = storage.parts;
    const { query } = database;
    const digest = `sha256:${'1'.repeat(64)}`;
    database.transaction(() => {
      for (let at = 0; at < 9_999; at++) {
        const repository = `team/r${String(at).padStart(5, '0')}`;
        database.run(
          query.insertInto('folder').values({ path: repository, parent: 'team', listed: 1 } as never),
        );
        database.run(query.insertInto('manifest').values({ repository, digest, scan: 0 }));
        database.run(
          query
            .insertInto('tag')
            .values({ repository, name: 'v1', digest, pushed_at_ms: 0, version_key: '', scan: 0 }),
        );
        const label = { repository, kind: 'label' as const, key: 'vendor', value: 'common', digest };
        database.run(query.insertInto('manifest_label').values(label));
      }
    });
    const rare = repositoryOf('team/r09999');
    await pushLabelled(storage, rare, { labels: { vendor: 'rare' }, tags: ['v1'] });
    const search = { kind: 'label', key: 'vendor', value: 'rare' } as const;
    expect(await found(storage, search)).toEqual([rare]);
  });
});
