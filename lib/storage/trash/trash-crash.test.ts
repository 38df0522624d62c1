import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '@/lib/config';
import type { Digest } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import { FileSystemDriver } from '../driver';
import { deleteRepository } from '../repository-deletion';
import { Storage } from '../storage';
import { closeDatabases } from '../testing/close-databases';
import {
  openParts,
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '../testing/open-storage';

const one = repositoryOf('team/one');
const latest = parseTag('latest');
const deleter = { actor: 'anna', cause: 'delete' } as const;
const restorer = { actor: 'otto', cause: 'restore' } as const;
const trashMs = 86_400_000;

/** Calls that change something on disk, or make it durable. */
const changing = new Set([
  'write',
  'copy',
  'link',
  'replace',
  'symlink',
  'remove',
  'makeFolders',
  'removeEmptyFolder',
  'stamp',
  'sync',
]);

/**
 * A driver whose call number `at` fails with EIO. As `crash`, it does not do what it was asked, and neither does any
 * call after it, as if the process had been killed there.
 */
function failingDriver(how: 'error' | 'crash') {
  const state = { at: Number.POSITIVE_INFINITY, calls: 0, failed: false };
  const driver = new Proxy(new FileSystemDriver(false), {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        // A lock that can't be given back is held until its process ends; that is for the tests of locks.
        const isLock = how === 'error' && args.some((arg) => String(arg).includes('/temp/locks/'));
        if (changing.has(String(name)) && !isLock) {
          state.calls += 1;
          if (state.calls === state.at || (how === 'crash' && state.calls > state.at)) {
            state.failed = true;
            return Promise.reject(Object.assign(new Error(`${String(name)} failed`), { code: 'EIO' }));
          }
        }
        return value.apply(target, args);
      };
    },
  });
  return { driver, state };
}

type Parts = Awaited<ReturnType<typeof openParts>>;

let pushed: { root: string; index: Digest; image: Awaited<ReturnType<typeof pushImage>> };

/** @param folder one whose databases are closed, see `closeDatabases` */
async function copyOf(folder: string): Promise<string> {
  const root = await temporaryFolder();
  await promisify(execFile)('cp', ['-a', `${folder}/.`, root]); // Keeps what is one file under several names.
  return root;
}

beforeAll(async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'cyberdock-crash-'));
  const config = {
    storage: { root, fsync: false, cacheBytes: 0, maxBlobBytes: 1e6, freeBytesMin: 0 },
    maintenance: { trashMs },
    access: { quotas: [] },
    retention: { policies: [] },
  };
  const nothing = () => undefined;
  const storage = await Storage.open(config as unknown as Config, {
    onCorrupt: nothing,
    onBrokenTags: nothing,
    onDamagedDatabase: nothing,
  });
  const image = await pushImage(storage, one, 'image', 'image');
  const index = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: [{ mediaType: mediaTypes.ociManifest, digest: image.digest, size: image.size }],
  };
  pushed = { root, image, index: await pushManifest(storage, one, index, 'latest') };
  await storage.close();
  await closeDatabases();
  return () => rm(root, { recursive: true, force: true });
});

/** Runs a task with a failure at each of its calls in turn; each time on a data folder of its own. */
async function atEachCall(
  how: 'error' | 'crash',
  prepare: (storage: Storage) => Promise<unknown>,
  task: (parts: Parts) => Promise<unknown>,
  check: (storage: Storage, root: string) => Promise<void>,
): Promise<number> {
  const begun = await copyOf(pushed.root);
  const before = await openStorage(begun, {}, { trashMs });
  await prepare(before.storage);
  await before.close();
  await closeDatabases();
  for (let at = 1; ; at++) {
    const root = await copyOf(begun);
    const { driver, state } = failingDriver(how);
    const parts = await openParts(root, driver, {}, { trashMs });
    state.calls = 0;
    state.at = at;
    await task(parts).catch((error) => expect(error.code ?? error.cause?.code ?? error.message).toBe('EIO'));
    const failed = state.failed;
    state.at = Number.POSITIVE_INFINITY; // What is left of it may be cleared away at the end of the test.
    await parts.processes.leave();
    // What the next process would reap, if this one were dead.
    for (const folder of [parts.paths.locks, parts.paths.files]) {
      for (const name of await readdir(folder)) await rm(path.join(folder, name));
    }
    const { storage, close } = await openStorage(root, {}, { trashMs });
    await check(storage, root).catch((error) => {
      throw new Error(`after ${how} at call ${at}: ${error.message}`, { cause: error });
    });
    await close();
    if (!failed) return at - 1;
  }
}

/** All that was pushed is there, or is there again once every entry of the trash was restored. */
async function expectAll(storage: Storage, root: string): Promise<void> {
  for (const { id } of (await storage.trash.list()).entries.reverse())
    await storage.trash.restore(id, restorer);
  expect(await storage.manifests.resolve(one, latest)).toBe(pushed.index);
  expect(await storage.manifests.resolve(one, parseTag('image'))).toBe(pushed.image.digest);
  for (const digest of [pushed.index, pushed.image.digest]) {
    const stored = await storage.manifests.read(one, digest);
    for (const each of stored?.manifest.references ?? [expect.fail(`${digest} is gone`)]) {
      if (each.kind === 'manifest') continue;
      expect((await storage.blobs.find(one, each.digest))?.size).toBe(each.size);
    }
  }
  expect((await storage.listTags(one, { limit: 9 }))?.tags.map(({ name }) => name)).toEqual([
    'image',
    'latest',
  ]);
  await storage.trash.purgeExpired();
  expect(await storage.trash.list()).toEqual({ entries: [], unreadable: [] });
  expect(await readdir(path.join(root, 'trash', 'repositories'))).toEqual([]);
  expect(await readdir(path.join(root, 'trash', 'entries'))).toEqual([]);
  await expectNoHalf(storage);
}

/** Every tag has its manifest, and every manifest all that it names. */
async function expectNoHalf(storage: Storage): Promise<void> {
  for (const { name } of await readdir(storage.parts.paths.manifests(one), { withFileTypes: true }).catch(
    () => [],
  )) {
    const digest = name.includes(':')
      ? (name as Digest)
      : await storage.manifests.resolve(one, parseTag(name));
    const stored = digest && (await storage.manifests.read(one, digest));
    for (const each of stored?.manifest.references ?? [expect.fail(`${name} points nowhere`)]) {
      const there =
        each.kind === 'manifest'
          ? await storage.manifests.read(one, each.digest)
          : await storage.blobs.find(one, each.digest);
      expect(there, `${name} lacks ${each.digest}`).toBeDefined();
    }
  }
}

describe.each(['error', 'crash'] as const)('an %s at any call', (how) => {
  const none = async () => undefined;

  it('while a tag is removed leaves the tag, or an entry that restores it', {
    timeout: 300_000,
  }, async () => {
    const calls = await atEachCall(
      how,
      none,
      ({ manifests }) => manifests.untag(one, latest, deleter),
      expectAll,
    );
    expect(calls).toBeGreaterThan(5);
  });

  it('while a manifest is deleted leaves it, or all of it in the trash', { timeout: 300_000 }, async () => {
    const remove = ({ manifests }: Parts) => manifests.delete(one, pushed.index, deleter);
    expect(await atEachCall(how, none, remove, expectAll)).toBeGreaterThan(15);
  });

  it('while a repository is deleted leaves of it what is not in the trash', {
    timeout: 300_000,
  }, async () => {
    const remove = (parts: Parts) => deleteRepository({ ...parts, trash: parts.trashStore }, one, deleter);
    expect(await atEachCall(how, none, remove, expectAll)).toBeGreaterThan(25);
  });

  it('while a repository is restored shows nothing half, and a second try restores it', {
    timeout: 300_000,
  }, async () => {
    let id = '';
    const prepare = async (storage: Storage) => {
      const deleted = await storage.deleteRepository(one, deleter);
      id = deleted?.trashEntry ?? '';
    };
    const calls = await atEachCall(
      how,
      prepare,
      ({ trash }) => trash.restore(id, restorer),
      async (storage, root) => {
        await expectNoHalf(storage);
        await expectAll(storage, root);
      },
    );
    expect(calls).toBeGreaterThan(25);
  });

  it('while the trash is purged takes nothing else, and the next purge ends it', {
    timeout: 300_000,
  }, async () => {
    let extra: Digest | undefined;
    const prepare = async (storage: Storage) => {
      const { digest, config, layer } = await pushImage(storage, one, 'extra');
      extra = digest;
      for (const each of [pushed.index, pushed.image.digest, digest]) {
        await storage.manifests.delete(one, each, deleter);
      }
      for (const blob of [config, layer]) await storage.blobs.delete(one, blob);
    };
    const calls = await atEachCall(
      how,
      prepare,
      async ({ trash }) => {
        const { entries } = await trash.list();
        await trash.purge(entries.find(({ digests }) => digests[0] === extra)?.id ?? '');
      },
      async (storage) => {
        await storage.trash.purgeExpired();
        const { entries } = await storage.trash.list();
        const image = entries.find(({ digests }) => digests[0] === pushed.image.digest);
        expect((await storage.trash.restore(image?.id ?? '', restorer)).complete).toBe(true);
        await expectNoHalf(storage);
        await storage.trash.purgeAll();
        await storage.deleteRepository(one, deleter);
        await storage.trash.purgeAll();
        // A name in the pool that nobody shares is collection's to take, as after any crash.
        const pool = await readdir(storage.parts.paths.pool, { recursive: true, withFileTypes: true });
        for (const entry of pool.filter((each) => each.isFile())) {
          expect((await stat(path.join(entry.parentPath, entry.name))).nlink).toBe(1);
        }
        const left = await readdir(storage.parts.paths.trashRepositories);
        expect([...left, ...(await readdir(storage.parts.paths.trashEntries))]).toEqual([]);
      },
    );
    expect(calls).toBeGreaterThan(10);
  });
});
