import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { runCollection } from '@/lib/maintenance/collection/run-collection';
import { Jobs } from '@/lib/maintenance/jobs';
import { mediaTypes } from '@/lib/oci/media-types';
import {
  emptyIndex,
  faultOf,
  incomingOf,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
} from '../testing/open-storage';
import { app, digestOf, held, kilobyte, openWithQuotas, other } from './testing/open-with-quotas';

const { signal } = new AbortController();

describe('a repository without a quota', () => {
  it('costs nothing: a blob is pushed and mounted without a word to the database about quotas', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['elsewhere'], bytes: 1 }]);
    const digest = await pushBlob(storage, app, 'blob');
    const { database } = storage.parts;
    const calls = [vi.spyOn(database, 'run'), vi.spyOn(database, 'transaction')];
    await pushBlob(storage, app, 'another blob');
    for (const call of calls) expect(call).not.toHaveBeenCalled();
    await storage.blobs.mount(app, other, digest, 'limit');
    await pushImage(storage, other, 'image', 'latest');
    for (const table of ['quota_namespace', 'quota_repository', 'quota_member', 'quota_arrival'] as const) {
      expect(database.all(database.query.selectFrom(table).selectAll())).toEqual([]);
    }
  });
});

describe('a quota in bytes', () => {
  it('refuses an upload before its body is asked for, when what is announced is too much', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 1500 }]);
    await pushBlob(storage, app, kilobyte('one'));
    const body = vi.fn(() => Readable.from([]));
    const announced = { body, signal, length: 600 };
    const id = await storage.uploads.begin(other, 'sha256');
    expect(await faultOf(storage.uploads.append(other, id, announced))).toBe('QUOTA_EXCEEDED');
    expect(await faultOf(storage.uploads.finish(other, id, digestOf('x'), announced))).toBe('QUOTA_EXCEEDED');
    expect(await faultOf(storage.uploads.receiveWhole(other, digestOf('x'), announced))).toBe(
      'QUOTA_EXCEEDED',
    );
    expect(body).not.toHaveBeenCalled();
    // What the session has counts with what is announced.
    await storage.uploads.append(other, id, incomingOf('a'.repeat(300)));
    expect(await faultOf(storage.uploads.append(other, id, { ...announced, length: 300 }))).toBe(
      'QUOTA_EXCEEDED',
    );
    await storage.uploads.append(other, id, { ...incomingOf('a'.repeat(200)), length: 200 });
  });

  it('cuts an upload of unknown length where the quota ends; its session keeps what came and goes on when there is room', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 1500 }]);
    const blocking = await pushBlob(storage, app, kilobyte('one'));
    const id = await storage.uploads.begin(other, 'sha256');
    const pieces = Array.from({ length: 10 }, () => 'b'.repeat(100));
    expect(await faultOf(storage.uploads.append(other, id, incomingOf(...pieces)))).toBe('QUOTA_EXCEEDED');
    expect(await storage.uploads.offset(other, id)).toBe(500);
    await storage.blobs.delete(app, blocking);
    await storage.uploads.append(other, id, incomingOf(...pieces.slice(5)));
    await storage.uploads.finish(other, id, digestOf('b'.repeat(1000)));
    expect(held(storage)).toEqual([1000, 1]);
  });

  it('lets uploads that send at the same time have together what is left, and no more', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 1500 }]);
    let goOn: () => void = () => undefined;
    const going = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* slowly() {
      yield Buffer.from('a'.repeat(1000));
      await going;
    }
    const ids = [
      await storage.uploads.begin(app, 'sha256'),
      await storage.uploads.begin(other, 'sha256'),
    ] as const;
    let first: Promise<number> | undefined;
    // Its body is asked for once it has been let in.
    await new Promise<void>((letIn) => {
      const body = () => {
        letIn();
        return Readable.from(slowly());
      };
      first = storage.uploads.append(app, ids[0], { body, signal, length: 1000 });
    });
    const second = () =>
      storage.uploads.append(other, ids[1], { ...incomingOf('b'.repeat(600)), length: 600 });
    expect(await faultOf(second())).toBe('QUOTA_EXCEEDED');
    goOn();
    await first;
    // A session that sends nothing stands in nobody's way: its client may be gone.
    expect(await second()).toBe(600);
  });

  it('refuses the end of an upload that came too late; the session is as it was, and can be ended once there is room', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 1500 }]);
    const id = await storage.uploads.begin(other, 'sha256');
    await storage.uploads.append(other, id, incomingOf('b'.repeat(800)));
    const blocking = await pushBlob(storage, app, kilobyte('one'));
    const end = () => storage.uploads.finish(other, id, digestOf('b'.repeat(800)), incomingOf());
    expect(await faultOf(end())).toBe('QUOTA_EXCEEDED');
    expect(await storage.uploads.offset(other, id)).toBe(800);
    expect(await storage.blobs.find(other, digestOf('b'.repeat(800)))).toBeUndefined();
    expect(held(storage)).toEqual([1000, 1]);
    await storage.blobs.delete(app, blocking);
    await end();
    expect(held(storage)).toEqual([800, 1]);
  });

  it('counts a mount, in each repository again', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 1500 }]);
    const digest = await pushBlob(storage, app, kilobyte('one'));
    expect(await faultOf(storage.blobs.mount(app, other, digest, 'limit'))).toBe('QUOTA_EXCEEDED');
    expect(await faultOf(storage.blobs.mountFromAny(other, digest, 'limit'))).toBe('QUOTA_EXCEEDED');
    expect(await storage.blobs.find(other, digest)).toBeUndefined();
    expect(await storage.blobs.mount(app, app, digest, 'limit')).toBe(true);
    // An import, for example, counts and is not limited.
    expect(await storage.blobs.mount(app, other, digest)).toBe(true);
    expect(held(storage)).toEqual([2000, 2]);
  });

  it('refuses a manifest that does not fit, and leaves nothing of it: no file, no tag, no empty repository', async () => {
    const { storage, root } = await openWithQuotas([{ namespaces: ['team'], bytes: 100 }]);
    const push = pushManifest(storage, app, emptyIndex('x'.repeat(100)), 'latest');
    expect(await faultOf(push)).toBe('QUOTA_EXCEEDED');
    expect(await fs.readdir(path.join(root, 'repositories'))).toEqual([]);
    expect(await fs.readdir(path.join(root, 'temp/files'))).toEqual([]);
    expect(held(storage)).toEqual([0, 0]);
  });

  it('lets who is at the limit push again what is there, and move tags', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 600 }]);
    const { digest, layer } = await pushImage(storage, app, 'image', 'latest');
    const [bytes] = held(storage);
    storage.quotas.rules.set('team', { bytes }, 'test');
    await pushImage(storage, app, 'image', 'again');
    await storage.uploads.receiveWhole(app, layer, { ...incomingOf('layer of image'), length: 14 });
    expect(await storage.manifests.resolve(app, 'again' as never)).toBe(digest);
    expect(held(storage)).toEqual([bytes, 1]);
    expect(await faultOf(storage.uploads.begin(app, 'sha256'))).toBe('QUOTA_EXCEEDED');
  });

  it('has room at once when a manifest is deleted, though trash and disk still have it', async () => {
    const weekMs = 7 * 86_400_000;
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 600 }], undefined, weekMs);
    const first = await pushImage(storage, app, 'first', 'latest');
    const before = held(storage);
    expect(await faultOf(pushImage(storage, app, 'other', 'latest'))).toBe('QUOTA_EXCEEDED');
    await storage.manifests.delete(app, first.digest, someone);
    expect(await storage.blobs.find(app, first.layer)).toBeDefined();
    // Only what of the refused image came before its manifest counts.
    const [left] = held(storage);
    expect(left).toBeLessThan(100);
    await pushImage(storage, app, 'other', 'latest');
    expect(held(storage)).toEqual(before);
    // What is restored counts again, and is not limited: an administrator asked for it.
    const [entry] = (await storage.trash.list({ repository: app })).entries;
    await storage.trash.restore(entry?.id ?? '', { ...someone, cause: 'restore' }, { overwrite: false });
    expect(held(storage)[0]).toBe((before[0] ?? 0) * 2);
  });

  it('counts a blob that no manifest names until it is collected', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 1500 }]);
    await pushBlob(storage, app, kilobyte('one'));
    expect(held(storage)).toEqual([1000, 1]);
    const jobs = new Jobs(storage.parts);
    const settings = {
      maintenance: { graceMs: 0, untaggedAfterMs: 0, diskBytesPerSecond: 1e9 },
      retention: { enabled: false, intervalMs: 0, policies: [] },
    } as never;
    for (let run = 0; run < 2; run++) {
      await runCollection(storage.parts, jobs, settings, { signal, cause: 'command line' });
    }
    expect(held(storage)).toEqual([0, 0]);
  });

  it('counts a blob that is pushed while a deletion of the same blob ends', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 3000 }]);
    const digest = await pushBlob(storage, app, kilobyte('blob'));
    const { driver, paths } = storage.parts;
    const { remove } = driver;
    let push: Promise<unknown> | undefined;
    vi.spyOn(driver, 'remove').mockImplementation(async (file) => {
      const isRemoved = await remove.call(driver, file);
      // It counts still when the push looks, and is forgotten after that.
      if (file === paths.blob(app, digest)) {
        push ??= pushBlob(storage, app, kilobyte('blob'));
        await push;
      }
      return isRemoved;
    });
    await storage.blobs.delete(app, digest);
    expect(push).toBeDefined();
    expect(await storage.blobs.find(app, digest)).toBeDefined();
    expect(held(storage)).toEqual([1000, 1]);
  });

  it('does not count layers that clients get from elsewhere', async () => {
    const { storage } = await openWithQuotas([{ namespaces: ['team'], bytes: 1000 }]);
    const config = await pushBlob(storage, app, '{}');
    const foreign = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
    await pushManifest(storage, app, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: mediaTypes.ociConfig, digest: config, size: 2 },
      layers: [{ mediaType: foreign, digest: digestOf('far away'), size: 1e12 }],
    });
    expect(held(storage)[0]).toBeLessThan(1000);
  });
});

describe('a quota in repositories', () => {
  const quotas = [{ namespaces: ['team'], repositories: 1 }];

  it('refuses the first push into one more repository, whatever it begins with', async () => {
    const { storage, root } = await openWithQuotas(quotas);
    const { layer } = await pushImage(storage, app, 'image', 'latest');
    const pushes = [
      storage.uploads.begin(other, 'sha256'),
      storage.uploads.receiveWhole(other, digestOf('x'), incomingOf('x')),
      storage.blobs.mount(app, other, layer, 'limit'),
      pushManifest(storage, other, emptyIndex('text'), 'latest'),
    ];
    for (const outcome of await Promise.all(pushes.map(faultOf))) expect(outcome).toBe('QUOTA_EXCEEDED');
    expect(await fs.readdir(path.join(root, 'repositories/team'))).toEqual(['app']);
    await pushImage(storage, app, 'another image', 'other');
  });

  it('lets another repository come once one is deleted', async () => {
    const { storage } = await openWithQuotas(quotas);
    await pushImage(storage, app, 'image', 'latest');
    await storage.deleteRepository(app, someone);
    await pushImage(storage, other, 'image', 'latest');
    expect(held(storage)[1]).toBe(1);
  });

  it('lets only one of many first pushes through that come at once, to two processes', async () => {
    const one = await openWithQuotas(quotas);
    const two = await openWithQuotas(quotas, one.root);
    const pushes = Array.from({ length: 10 }, (_, at) =>
      pushBlob((at % 2 ? one : two).storage, repositoryOf(`team/r${at}`), 'blob'),
    );
    const outcomes = await Promise.all(pushes.map(faultOf));
    expect(outcomes.filter((outcome) => outcome === 'QUOTA_EXCEEDED')).toHaveLength(9);
    expect(held(two.storage)).toEqual([4, 1]);
  });
});
