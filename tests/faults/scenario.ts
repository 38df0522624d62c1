import { writeFile } from 'node:fs/promises';
import type { Config } from '@/lib/config';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { parseTag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';
import {
  emptyIndex,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
} from '@/lib/storage/testing/open-storage';
import { poolFile } from '../harness/data-folder';

/** What happens while a call fails. To add one: a name, and what to do. */
export interface Scenario {
  name: string;
  /** Prepares more than `prepareBase` does, once, with a driver that works. */
  prepare?: (storage: Storage, root: string) => Promise<void>;
  /** What is done. It must be possible to do it again from the start after it failed anywhere. */
  run: (storage: Storage) => Promise<unknown>;
  /**
   * What a crash left of it, the next run ends: it is run once more then. Otherwise a client or an administrator may
   * leave it at that.
   */
  again?: boolean;
  /** `prepare` damages the folder, and `run` mends it: before it is done, the folder is not judged. */
  damaged?: boolean;
  /** The trash is on. */
  trash?: boolean;
  /** What it takes away can be restored. */
  undoable?: boolean;
  /** What must be left on the disk, in bytes. */
  freeBytesMin?: number;
  quotas?: Config['access']['quotas'];
  /** Counts the calls of opening the data folder as well. */
  opens?: boolean;
  /** What is wrong with what it made elsewhere, which it also removes. @param isDone whether it must be there */
  elsewhere?: (storage: Storage, isDone: boolean) => Promise<string[]>;
  /** Contents that `prepare` made corrupt: they are pushed again before the folder is judged. */
  heal?: (storage: Storage) => Promise<unknown>;
}

export const app = repositoryOf('team/app');
export const other = repositoryOf('team/other');
export const fresh = repositoryOf('fresh/one');
export const text = (name: string) => Buffer.from(`content of ${name}`);
export const shared = text('shared');

/** What every scenario begins with: two repositories that share a blob, with tags, an index and a referrer. */
export async function prepareBase(storage: Storage): Promise<void> {
  await pushBlob(storage, app, shared);
  await pushBlob(storage, other, shared);
  const one = await pushImage(storage, app, 'one', 'one', 'latest');
  await pushImage(storage, app, 'two', 'two');
  await pushImage(storage, other, 'one', 'one');
  await pushManifest(storage, app, refersTo(one, 'sbom'));
  await pushBlob(storage, app, text('loose'));
}

export function refersTo(
  { digest, size, document }: Awaited<ReturnType<typeof pushImage>>,
  kind: string,
): object {
  const { mediaType } = document;
  return emptyIndex(kind, { subject: { mediaType, digest, size }, artifactType: `application/${kind}` });
}

/** Makes the bytes of a stored blob wrong, in the one inode that all its names share. */
export async function corrupt(root: string, content: Buffer): Promise<void> {
  await writeFile(poolFile(root, digestOf(content)), Buffer.alloc(content.length, 1));
}

/** What a client asked to delete, for when it asks again: its tags may be gone already. */
const asked = new WeakMap<Storage, Digest>();

/** Deletes a manifest by one of its tags. */
export async function deleteTagged(storage: Storage, repository: RepositoryName, tag: string): Promise<void> {
  const digest = (await storage.manifests.resolve(repository, parseTag(tag))) ?? asked.get(storage);
  if (!digest) return;
  asked.set(storage, digest);
  await storage.manifests.delete(repository, digest, someone);
}
