import fs from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condemn } from '@/lib/storage/condemned';
import { FileSystemDriver } from '@/lib/storage/driver';
import {
  incomingOf,
  openStorage,
  pushBlob,
  pushImage,
  repositoryOf,
  someone,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { measureUsage } from './measure-usage';
import { usageOnDisk } from './testing/usage-on-disk';

const names = ['a/one', 'a/one/below', 'b/two'];
const texts = ['red', 'green', 'blue'];

/** What happens, in one of two processes or by hand. */
const step = fc.record({
  what: fc.constantFrom(
    'image',
    'image',
    'image',
    'blob',
    'mount',
    'delete manifest',
    'delete blob',
    'trash',
    'untrash',
    'copy beyond the links',
    'remove by hand',
    'upload',
    'lose the last link',
    'quarantine',
    'condemn',
  ),
  name: fc.constantFrom(...names),
  other: fc.constantFrom(...names),
  text: fc.constantFrom(...texts),
  by: fc.constantFrom(0, 1),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Opened = Awaited<ReturnType<typeof openStorage>>;

const orMissing = async (task: Promise<unknown>) => {
  await task.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  });
};

/** Moves everything of a repository's folder into the trash, as links; what is there already stays. */
async function trash(root: string, name: string): Promise<void> {
  for (const part of ['manifests', 'blobs']) {
    const [from, to] = [
      path.join(root, 'repositories', name, part),
      path.join(root, 'trash/repositories', name, part),
    ];
    await fs.mkdir(to, { recursive: true });
    const entries = await fs.readdir(from).catch(() => []);
    for (const entry of entries.filter((each) => each.startsWith('sha256:'))) {
      await orMissing(fs.link(path.join(from, entry), path.join(to, entry)));
    }
  }
}

async function carryOut({ storage }: Opened, root: string, { what, name, other, text }: Step): Promise<void> {
  const [repository, from] = [repositoryOf(name), repositoryOf(other)];
  const manifests = path.join(root, 'repositories', name, 'manifests');
  const blobs = path.join(root, 'repositories', name, 'blobs');
  const digests = async (folder: string) =>
    (await fs.readdir(folder).catch(() => [])).filter((each) => each.startsWith('sha256:')).sort();
  const [first] = await digests(blobs);
  const driver = new FileSystemDriver(false);
  if (what === 'image') await pushImage(storage, repository, text, text);
  if (what === 'blob') await pushBlob(storage, repository, `blob ${text}`);
  if (what === 'mount') {
    for (const digest of await digests(path.join(root, 'repositories', other, 'blobs'))) {
      await storage.blobs.mount(from, repository, digest as never);
    }
  }
  if (what === 'delete manifest') {
    for (const digest of (await digests(manifests)).slice(0, 1)) {
      await storage.manifests.delete(repository, digest as never, someone);
    }
  }
  if (what === 'delete blob' && first) {
    await storage.blobs
      .delete(repository, first as never)
      .catch((error) => expect(error.fault.code).toBe('REFERENCED'));
  }
  if (what === 'trash') await trash(root, name);
  if (what === 'untrash')
    await fs.rm(path.join(root, 'trash/repositories', name), { recursive: true, force: true });
  if (what === 'copy beyond the links' && first) {
    const pool = path.join(root, 'pool/sha256', first.slice(7, 9), first.slice(7));
    await fs.copyFile(path.join(blobs, first), `${pool}.copy`);
    await fs.rename(`${pool}.copy`, pool).catch(() => fs.rm(`${pool}.copy`));
  }
  if (what === 'remove by hand')
    await fs.rm(path.join(root, 'repositories', name, 'blobs'), { recursive: true, force: true });
  if (what === 'upload') {
    const id = await storage.uploads.begin(repository, 'sha256');
    await storage.uploads.append(repository, id, incomingOf(`part of ${text}`));
  }
  if (what === 'lose the last link') {
    const id = `sha256/ab/${'ab'.repeat(31)}${texts.indexOf(text)}0`;
    await fs.mkdir(path.join(root, 'pool/sha256/ab'), { recursive: true });
    await fs.writeFile(path.join(root, 'pool', id), `lost ${text}`);
  }
  if (what === 'quarantine' && first) {
    await orMissing(fs.link(path.join(blobs, first), path.join(root, 'quarantine', first)));
  }
  if (what === 'condemn' && first) await condemn(driver, path.join(blobs, first));
}

describe('measureUsage', () => {
  it('tells what a walk over all files by their inodes tells, whatever was done before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 16 }), fc.nat(16), async (steps, lookAt) => {
        const root = await temporaryFolder();
        const opened = [await openStorage(root), await openStorage(root)];
        const measure = (at: number) =>
          measureUsage((opened[at] as Opened).storage.parts, {
            graceMs: 0,
            signal: new AbortController().signal,
          });
        for (const [at, each] of steps.entries()) {
          await carryOut(opened[each.by] as Opened, root, each);
          // A measurement in between must not spoil the next.
          if (at === lookAt) await measure(1 - each.by);
        }
        const expected = await usageOnDisk(root);
        for (const at of [0, 1]) {
          const { totals, repositories } = await measure(at);
          expect(repositories).toEqual(expected.repositories);
          const { disk, ...figures } = totals;
          expect(figures).toEqual(expected.totals);
          expect(disk.freeBytes).toBeLessThanOrEqual(disk.bytes);
        }
        for (const { close } of opened) await close();
        await fs.rm(root, { recursive: true });
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
