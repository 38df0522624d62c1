import { describe, expect, test } from 'vitest';
import {
  openStorage,
  pushBlob,
  pushImage,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { findBrokenTags } from './broken-tags';
import { readContentFigures } from './content-figures';
import { Pace } from './pace';

const never = new AbortController().signal;

describe('readContentFigures', () => {
  test('sums up repositories, counts a shared blob once for the registry and once in each repository', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    const [a, b] = [repositoryOf('a/x'), repositoryOf('b/x')];
    const image = await pushImage(storage, a, 'shared', '1', '2');
    await pushImage(storage, b, 'shared', '1');
    await pushBlob(storage, b, '12345');
    const blobBytes = '{"config":"shared"}'.length + 'layer of shared'.length;
    const figures = await readContentFigures(storage.parts, never);
    expect(figures).toMatchObject({
      repositories: 2,
      largest: [
        { name: 'b/x', bytes: blobBytes + image.size + 5, manifests: 1, tags: 1 },
        { name: 'a/x', bytes: blobBytes + image.size, manifests: 1, tags: 2 },
      ],
      rest: { bytes: 0, manifests: 0, tags: 0 },
      blobs: { count: 3, bytes: blobBytes + 5 },
      verifiedFiles: 0,
    });
  });

  test('names the hundred largest; the others are summed up, and nothing is missing from the sum', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    const { database } = storage.parts;
    const count = 450;
    const sizeOf = (at: number) => (at * 7919) % 1_009;
    database.transaction(() => {
      for (let at = 0; at < count; at++) {
        const name = `r/${at}`;
        const common = { path: name, parent: 'r', children_at_ms: null, manifests_at_ms: null };
        database.run(database.query.insertInto('folder').values({ ...common, blobs_at_ms: null, listed: 1 }));
        const digest = `sha256:${String(at).padStart(64, '0')}`;
        database.run(database.query.insertInto('manifest').values({ repository: name, digest, scan: 0 }));
        database.run(
          database.query.insertInto('manifest_fact').values({
            repository: name,
            digest,
            size: sizeOf(at),
            media_type: '',
            artifact_type: null,
            pushed_at_ms: 0,
          }),
        );
      }
    });
    const { largest, rest, repositories } = await readContentFigures(storage.parts, never);
    const sizes = Array.from({ length: count }, (_, at) => sizeOf(at)).sort((one, other) => other - one);
    expect(repositories).toBe(count);
    expect(largest.map(({ bytes }) => bytes)).toEqual(sizes.slice(0, 100));
    const left = sizes.slice(100).reduce((sum, bytes) => sum + bytes, 0);
    expect(rest).toEqual({ bytes: left, manifests: 350, tags: 0 });
  });

  test('counts more rows than one query reads, and the files that scrub has seen', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    const { database } = storage.parts;
    const count = 4_321;
    database.transaction(() => {
      for (let at = 0; at < count; at++) {
        const digest = `sha256:${String(at).padStart(64, '0')}`;
        database.run(database.query.insertInto('verified').values({ digest, inode: 1, at_ms: 5_000 - at }));
      }
      const again = { digest: `sha256:${'0'.repeat(64)}`, inode: 2, at_ms: 1 };
      database.run(database.query.insertInto('verified').values(again));
    });
    const figures = await readContentFigures(storage.parts, never);
    expect(figures).toMatchObject({ verifiedFiles: count + 1, verifiedOldestAtMs: 1 });
  });

  test('ends when it is told to', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    await pushImage(storage, repositoryOf('a/x'), 'one', '1');
    const ended = AbortSignal.abort(new Error('the server ends'));
    await expect(readContentFigures(storage.parts, ended)).rejects.toThrow('the server ends');
  });
});

test('findBrokenTags counts the tags without a manifest in all repositories, past the rows of one query', async () => {
  const { storage } = await openStorage(await temporaryFolder());
  const { database } = storage.parts;
  database.transaction(() => {
    for (const repository of ['a/x', 'b/x']) {
      database.run(database.query.insertInto('manifest').values({ repository, digest: 'there', scan: 0 }));
      for (let at = 0; at < 1_500; at++) {
        const digest = at % 3 === 0 ? 'gone' : 'there';
        const row = { repository, name: `t${at}`, digest, pushed_at_ms: 0, scan: 0 };
        database.run(database.query.insertInto('tag').values(row));
      }
    }
  });
  const broken = await findBrokenTags(database, new Pace(never));
  expect(broken.count).toBe(1_000);
  expect(broken.examples[0]).toBe('a/x:t0');
  expect(broken.examples.length).toBeLessThanOrEqual(20);
});
