import { Readable } from 'node:stream';
import { type Digest, digestOf } from '../../../lib/oci/digest';
import { parseManifest } from '../../../lib/oci/manifest';
import type { Tag } from '../../../lib/oci/reference';
import { parseRepositoryName, type RepositoryName } from '../../../lib/oci/repository-name';
import {
  type GuardedRegistry,
  type SignIn,
  startGuardedRegistry,
  type WrittenRule,
} from '../fixture/guarded-registry';
import type { Image } from './content';

/** One of two registries that differ in nothing but what somebody must not see. */
export interface World {
  guarded: GuardedRegistry;
  /** Whose eyes look at it. */
  mallory: SignIn;
  /** Takes the rules of the run before away, and makes these. */
  setRules: (rules: readonly WrittenRule[]) => void;
  /** Puts images into a repository, past all rules; the last one gets the tags. */
  store: (repository: string, images: readonly Image[], tags: readonly string[]) => Promise<void>;
  storeBlob: (repository: string, bytes: Buffer) => Promise<void>;
  /** Takes something out of a repository, past all rules. */
  remove: (repository: string, what: { digest: string } | { blob: string } | 'everything') => Promise<void>;
  /** Begins an upload, past all rules. @returns its id */
  beginUpload: (repository: string) => Promise<string>;
}

/** Starts one. */
export async function startWorld(): Promise<World> {
  const guarded = await startGuardedRegistry([], { CYBERDOCK_MAINTENANCE_TRASH_PERIOD: '0s' });
  const mallory = guarded.account('mallory');
  const { content, auth } = guarded.server;
  auth.accounts.join('crew', 'mallory');
  const origin = { actor: 'test', cause: 'push' as const };
  const signal = new AbortController().signal;
  const storeBlob = (repository: RepositoryName, bytes: Buffer) =>
    content.uploads.receiveWhole(repository, digestOf(bytes), {
      body: () => Readable.from([bytes]),
      signal,
      length: bytes.length,
    });
  return {
    guarded,
    mallory,
    setRules: (rules) => {
      for (const { id } of auth.rules.book.rules) auth.rules.remove(id);
      for (const { effect = 'allow', subjects, repositories, actions } of rules)
        auth.rules.add({ effect, subjects, repositories, actions: actions as 'pull'[] }, 'test');
    },
    store: async (name, images, tags) => {
      const repository = parseRepositoryName(name);
      for (const { blobs, manifest } of images) {
        for (const bytes of blobs) await storeBlob(repository, bytes);
        const push = {
          digest: digestOf(manifest),
          bytes: manifest,
          manifest: parseManifest(manifest),
          tags: manifest === images.at(-1)?.manifest ? (tags as Tag[]) : [],
        };
        await content.manifests.put(repository, push, origin);
      }
    },
    storeBlob: (name, bytes) => storeBlob(parseRepositoryName(name), bytes),
    remove: async (name, what) => {
      const repository = parseRepositoryName(name);
      if (what === 'everything') {
        await content.deleteRepository(repository, origin);
      } else if ('digest' in what) {
        await content.manifests.delete(repository, what.digest as Digest, origin);
      } else {
        // What a manifest names can't be deleted: that is as good here.
        await content.blobs.delete(repository, what.blob as Digest).catch(() => undefined);
      }
    },
    beginUpload: (name) => content.uploads.begin(parseRepositoryName(name), 'sha256'),
  };
}
