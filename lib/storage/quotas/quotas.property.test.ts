import fs from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { parseManifest } from '@/lib/oci/manifest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '../storage';
import {
  incomingOf,
  openStorage,
  pushImage,
  repositoryOf,
  someone,
  temporaryFolder,
} from '../testing/open-storage';

const names = ['a/one', 'a/two', 'a/b/three', 'other/four'];
const texts = ['red', 'green', 'blue'];
/** Images of these texts have about 500 bytes: some fit, some don't. */
const quotas = [
  { namespaces: ['a'], bytes: 1500, repositories: 2 },
  { namespaces: ['a/*'], bytes: 900 },
  { namespaces: ['*'], repositories: 1 },
];

/** What happens, in one of two processes or by hand. */
const step = fc.record({
  what: fc.constantFrom(
    'image',
    'image',
    'image',
    'blob',
    'chunks',
    'mount',
    'mount',
    'delete manifest',
    'delete manifest',
    'delete blob',
    'delete repository',
    'remove by hand',
    'copy in by hand',
  ),
  name: fc.constantFrom(...names),
  other: fc.constantFrom(...names),
  text: fc.constantFrom(...texts),
  by: fc.constantFrom(0, 1),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const folderOf = (root: string, name: string, part: string) => path.join(root, 'repositories', name, part);
const digestsIn = async (folder: string) =>
  (await fs.readdir(folder).catch(() => [])).filter((each) => each.startsWith('sha256:')).sort() as Digest[];

/** Lets a push that a quota, a tag or a manifest forbids be refused. */
async function orRefused(task: Promise<unknown>): Promise<'done' | 'refused'> {
  try {
    await task;
    return 'done';
  } catch (error) {
    const code = (error as { fault?: { code: string } }).fault?.code;
    // Another step took what this one needs, or needs what it takes.
    if (code === 'QUOTA_EXCEEDED' || code === 'REFERENCED' || code === 'REFERENCE_MISSING') return 'refused';
    throw error;
  }
}

async function carryOut(storage: Storage, root: string, { what, name, other, text }: Step): Promise<void> {
  const [repository, from] = [repositoryOf(name), repositoryOf(other)];
  if (what === 'image') await orRefused(pushImage(storage, repository, text, text));
  if (what === 'blob') {
    const content = `blob ${text}`.padEnd(300);
    await orRefused(
      storage.uploads.receiveWhole(repository, digestOf(Buffer.from(content)), incomingOf(content)),
    );
  }
  if (what === 'chunks') {
    const parts = ['one', 'two', 'three'].map((part) => `${part} of ${text}`.padEnd(150));
    await orRefused(
      (async () => {
        const id = await storage.uploads.begin(repository, 'sha256');
        for (const part of parts) await storage.uploads.append(repository, id, incomingOf(part));
        await storage.uploads.finish(repository, id, digestOf(Buffer.from(parts.join(''))));
      })(),
    );
  }
  if (what === 'mount') {
    for (const digest of await digestsIn(folderOf(root, other, 'blobs'))) {
      await orRefused(storage.blobs.mount(from, repository, digest, 'limit'));
    }
  }
  if (what === 'delete manifest') {
    for (const digest of (await digestsIn(folderOf(root, name, 'manifests'))).slice(0, 1)) {
      await storage.manifests.delete(repository, digest, someone);
    }
  }
  if (what === 'delete blob') {
    for (const digest of (await digestsIn(folderOf(root, name, 'blobs'))).slice(0, 2)) {
      await orRefused(storage.blobs.delete(repository, digest));
    }
  }
  if (what === 'delete repository') await storage.deleteRepository(repository, someone);
  if (what === 'remove by hand') await fs.rm(folderOf(root, name, ''), { recursive: true, force: true });
  if (what === 'copy in by hand') {
    for (const part of ['blobs', 'manifests']) {
      await fs
        .cp(folderOf(root, other, part), folderOf(root, name, part), {
          recursive: true,
          force: false,
        })
        .catch(() => undefined); // There is nothing to copy.
    }
  }
}

/** What the files say that a namespace holds, beside what has arrived. */
async function onDisk(storage: Storage, root: string, namespace: string) {
  const found = { bytes: 0, repositories: 0 };
  for (const name of names.filter((one) => one.startsWith(`${namespace}/`) || one === namespace)) {
    const repository = repositoryOf(name);
    const manifests = await digestsIn(folderOf(root, name, 'manifests'));
    const blobs = new Map<Digest, number>();
    for (const digest of manifests) {
      const bytes = await fs.readFile(path.join(folderOf(root, name, 'manifests'), digest));
      found.bytes += bytes.length;
      for (const one of parseManifest(bytes).references) blobs.set(one.digest, one.size);
    }
    const arrivals = arrivalsOf(storage, repository);
    for (const { digest, size } of arrivals) {
      expect(blobs.has(digest)).toBe(false);
      const file = path.join(folderOf(root, name, 'blobs'), digest);
      expect((await fs.stat(file)).size).toBe(size);
    }
    for (const size of [...blobs.values(), ...arrivals.map(({ size: arrived }) => arrived)])
      found.bytes += size;
    if (manifests.length + arrivals.length > 0) found.repositories += 1;
  }
  return found;
}

function arrivalsOf({ parts: { database } }: Storage, repository: RepositoryName) {
  const rows = database.query.selectFrom('quota_arrival').select(['digest', 'size']);
  return database.all(rows.where('repository', '=', repository)) as { digest: Digest; size: number }[];
}

/** Brings the index up to date with what was done by hand, and counts what came by hand. */
async function settle(storage: Storage): Promise<void> {
  const { signal } = new AbortController();
  await storage.parts.catalog.freshenAll(async () => undefined, signal);
  // An arrival may be of a push that is under way, while it is young.
  const { database } = storage.parts;
  database.run(database.query.updateTable('quota_arrival').set({ at_ms: 0 }).where('at_ms', '>', 0));
  await storage.quotas.keep(signal);
}

const isByHand = ({ what }: Step) => what.endsWith('by hand');
const limits = [
  { namespace: 'a', bytes: 1500, repositories: 2 },
  { namespace: 'a/b', bytes: 900, repositories: Number.POSITIVE_INFINITY },
  { namespace: 'other', bytes: Number.POSITIVE_INFINITY, repositories: 1 },
];

async function openTwo(root: string) {
  return [await openStorage(root, {}, { quotas }), await openStorage(root, {}, { quotas })] as const;
}

describe('Quotas', () => {
  it('count what the files say, whatever was done, in two processes or by hand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14, size: 'max' }), async (steps) => {
        const root = await temporaryFolder();
        const opened = await openTwo(root);
        for (const one of steps) {
          const { storage } = opened[one.by] ?? opened[0];
          await carryOut(storage, root, one);
          // What nobody here did is found later; all else counts at once.
          if (isByHand(one)) await settle(opened[0].storage);
          for (const { namespace } of limits) {
            const { counted, ...held } = opened[1].storage.quotas.counts.of(namespace);
            expect(held).toEqual(await onDisk(storage, root, namespace));
          }
        }
        for (const { close } of opened) await close();
        await fs.rm(root, { recursive: true });
      }),
      { numRuns: 30 },
    );
  }, 300_000);

  it('are never exceeded by pushes in two processes at once, and count what the files say when these are done', async () => {
    const steps = step.filter((one) => !isByHand(one));
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 6, maxLength: 24, size: 'max' }), async (all) => {
        const root = await temporaryFolder();
        const opened = await openTwo(root);
        const { counts } = opened[0].storage.quotas;
        const look = () => {
          for (const { namespace, bytes, repositories } of limits) {
            const held = counts.of(namespace);
            expect(held.bytes).toBeLessThanOrEqual(bytes);
            expect(held.repositories).toBeLessThanOrEqual(repositories);
          }
        };
        await Promise.all(
          all.map(async (one) => {
            await carryOut((opened[one.by] ?? opened[0]).storage, root, one).finally(look);
          }),
        );
        await settle(opened[0].storage);
        for (const { namespace } of limits) {
          const { counted, ...held } = opened[1].storage.quotas.counts.of(namespace);
          expect(held).toEqual(await onDisk(opened[0].storage, root, namespace));
        }
        look();
        for (const { close } of opened) await close();
        await fs.rm(root, { recursive: true });
      }),
      { numRuns: 30 },
    );
  }, 300_000);
});
