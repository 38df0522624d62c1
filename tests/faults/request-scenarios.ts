import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { digestOf } from '@/lib/oci/digest';
import { parseTag } from '@/lib/oci/reference';
import { condemn } from '@/lib/storage/condemned';
import type { UploadId } from '@/lib/storage/paths';
import type { Storage } from '@/lib/storage/storage';
import {
  emptyIndex,
  incomingOf,
  pushBlob,
  pushImage,
  pushManifest,
  someone,
} from '@/lib/storage/testing/open-storage';
import { app, corrupt, deleteTagged, fresh, other, refersTo, type Scenario, shared, text } from './scenario';

async function pushBySession(storage: Storage, content: Buffer, ...cuts: number[]): Promise<void> {
  const id = await storage.uploads.begin(app, 'sha256');
  let from = 0;
  for (const cut of cuts) {
    await storage.uploads.append(app, id, incomingOf(content.subarray(from, cut)));
    from = cut;
  }
  await storage.uploads.finish(app, id, digestOf(content), incomingOf(content.subarray(from)));
}

const large = Buffer.alloc(200_000, 'large');
const expired = '11111111-1111-4111-8111-111111111111' as UploadId;

/** What clients do, and what a start and a listing do. To add one: a name, and what to do. */
export const scenarios: Scenario[] = [
  { name: 'a monolithic push', run: (storage) => pushBlob(storage, app, text('new')) },
  { name: 'the first push to a new repository', run: (storage) => pushBlob(storage, fresh, text('new')) },
  { name: 'a push in chunks', run: (storage) => pushBySession(storage, text('chunked'), 4, 9) },
  { name: 'a push of a blob that another repository holds', run: (s) => pushBlob(s, fresh, shared) },
  { name: 'a push of a blob that is there', run: (storage) => pushBlob(storage, app, shared) },
  {
    name: 'a session that is cancelled',
    run: async (storage) => {
      const id = await storage.uploads.begin(app, 'sha256');
      await storage.uploads.append(app, id, incomingOf('half'));
      await storage.uploads.cancel(app, id);
    },
  },
  { name: 'a mount', run: (s) => s.blobs.mount(app, fresh, digestOf(text('loose'))) },
  { name: 'a mount from anywhere', run: (s) => s.blobs.mountFromAny(fresh, digestOf(shared)) },
  { name: 'a push of an image with two tags', run: (storage) => pushImage(storage, app, 'three', 'a', 'b') },
  {
    name: 'a push of an image under a quota',
    quotas: [{ namespaces: ['fresh'], bytes: 1500, repositories: 1 }],
    run: (storage) => pushImage(storage, fresh, 'counted', 'latest'),
    elsewhere: async (storage, isDone) => {
      if (!isDone) return [];
      // It is all there, so this adds nothing.
      const { size } = await pushImage(storage, fresh, 'counted', 'latest');
      const { bytes, repositories } = storage.quotas.counts.of('fresh');
      const held = size + '{"config":"counted"}'.length + 'layer of counted'.length;
      return bytes === held && repositories === 1 ? [] : [`${bytes} bytes of ${held} count`];
    },
  },
  {
    name: 'a push of a manifest with a subject',
    run: async (storage) => {
      const one = await pushImage(storage, app, 'one');
      await pushManifest(storage, app, refersTo(one, 'signature'), 'signed');
    },
  },
  {
    name: 'a push of an index',
    run: async (storage) => {
      const { digest, size, document } = await pushImage(storage, app, 'two');
      const child = { mediaType: document.mediaType, digest, size };
      await pushManifest(storage, app, emptyIndex('both', { manifests: [child] }), 'both');
    },
  },
  { name: 'a tag that moves', run: (storage) => pushImage(storage, app, 'two', 'latest') },
  { name: 'a tag that is removed', run: (s) => s.manifests.untag(app, parseTag('latest'), someone) },
  {
    name: 'a manifest with tags that is deleted',
    run: async (storage) => {
      await deleteTagged(storage, app, 'two');
    },
  },
  {
    name: 'a referrer that is deleted',
    run: async (storage) => {
      const subject = await storage.manifests.resolve(app, parseTag('one'));
      if (!subject) throw new Error('the subject is gone');
      const { descriptors } = await storage.referrers.page(app, subject, {});
      for (const { digest } of descriptors) await storage.manifests.delete(app, digest, someone);
    },
  },
  {
    name: 'a repository that becomes empty',
    prepare: async (storage) => {
      await pushManifest(storage, fresh, emptyIndex('only'), 'only');
    },
    run: async (storage) => {
      await deleteTagged(storage, fresh, 'only');
    },
  },
  { name: 'a blob that is deleted', run: (s) => s.blobs.delete(app, digestOf(text('loose'))) },
  { name: 'a shared blob that is deleted', run: (s) => s.blobs.delete(app, digestOf(shared)) },
  {
    name: 'a condemned blob that a client is told of',
    prepare: async ({ parts }) => {
      await condemn(parts.driver, parts.paths.blob(app, digestOf(text('loose'))));
    },
    run: async (storage) => {
      if (!(await storage.blobs.tell(app, digestOf(text('loose'))))) throw new Error('it is not told of');
    },
  },
  {
    name: 'the first reading of a large blob',
    prepare: (storage) => pushBlob(storage, app, large).then(() => undefined),
    run: async (storage) => {
      const opened = await storage.blobs.open(app, digestOf(large));
      try {
        if (opened?.handle && !(await opened.sound)) throw new Error('a sound blob is called corrupt');
      } finally {
        await opened?.handle?.close();
      }
    },
  },
  {
    name: 'the first reading of a corrupt blob',
    prepare: async (storage, root) => {
      await pushBlob(storage, app, large);
      await corrupt(root, large);
    },
    run: async (storage) => {
      const opened = await storage.blobs.open(app, digestOf(large));
      try {
        if (opened?.handle && (await opened.sound)) throw new Error('a corrupt blob is called sound');
      } finally {
        await opened?.handle?.close();
      }
    },
    heal: (storage) => pushBlob(storage, app, large),
  },
  {
    name: 'a small corrupt blob that is read, pushed again and read',
    prepare: (_, root) => corrupt(root, shared),
    run: async (storage) => {
      const opened = await storage.blobs.open(app, digestOf(shared));
      if (opened?.bytes && !opened.bytes.equals(shared)) throw new Error('wrong bytes were served');
      await pushBlob(storage, app, shared);
      const again = await storage.blobs.open(other, digestOf(shared));
      if (!again?.bytes?.equals(shared)) throw new Error('the other repository did not heal');
    },
    // The other repository's link is replaced when it is read.
    heal: async (storage) => {
      await pushBlob(storage, app, shared);
      await storage.blobs.open(other, digestOf(shared));
    },
  },
  {
    name: 'an upload that expired',
    prepare: async ({ parts: { driver, paths } }) => {
      await driver.makeTemporaryFolder(paths.upload(expired));
      const session = { repository: app, algorithm: 'sha256', startedAt: new Date(0).toISOString() };
      await driver.writeTemporary(paths.uploadSession(expired), JSON.stringify(session));
      await driver.write(paths.uploadData(expired), 'half');
      for (const file of [paths.uploadData(expired), paths.upload(expired)]) await utimes(file, 1, 1);
    },
    run: (storage) => storage.tidy(),
  },
  {
    name: 'a tag that is protected',
    run: (storage) => storage.tagProtections.protect(app, parseTag('one'), someone),
  },
  {
    name: 'a tag whose protection is lifted',
    prepare: async ({ tagProtections }) => {
      await tagProtections.protect(app, parseTag('one'), someone);
    },
    run: (storage) => storage.tagProtections.lift(app, parseTag('one'), someone),
  },
  { name: 'a start', opens: true, run: async () => undefined },
  {
    name: 'a start and an inspection without a database',
    opens: true,
    prepare: async ({ parts: { driver, paths } }) => {
      // A referrer that a crash left without its manifest.
      const subject = digestOf(text('subject'));
      await driver.makeFolders(paths.referrers(app, subject));
      const digest = digestOf(text('never stored'));
      await driver.symlink(paths.referrerTarget(digest), paths.referrer(app, subject, digest));
    },
    run: (storage) => storage.inspect(new AbortController().signal),
  },
  {
    name: 'a list of a folder that was changed by hand',
    prepare: async ({ parts: { driver, paths }, manifests }) => {
      const digest = await manifests.resolve(app, parseTag('two'));
      await driver.symlink(digest ?? '', path.join(paths.manifests(app), 'by-hand'));
    },
    run: async (storage) => {
      const page = await storage.listTags(app, { limit: 100 });
      if (!page?.tags.some(({ name }) => name === 'by-hand')) throw new Error('the tag is not listed');
      await storage.listRepositories({ limit: 100 });
    },
  },
];
