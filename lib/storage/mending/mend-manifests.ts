import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type ManifestOnDisk, manifestOn } from '../manifest-on-disk';
import type { Origin } from '../origin';
import type { StorageParts } from '../storage';
import { StorageError } from '../storage-error';
import { type MendingOptions, manifestCopies } from './intact-copies';
import { healBlob } from './mend-blobs';

/** Who mends. */
export const mender: Origin = { actor: 'repair', cause: 'repair' };

/** Indexes that name indexes are followed so far. */
const depthMax = 16;

/**
 * Brings a manifest that a repository lacks back into it, with all that it needs, from an intact copy.
 * @returns the file that it was taken from; `undefined` when there is none, or when something that it needs is gone too
 */
export async function healManifest(
  parts: StorageParts,
  repository: RepositoryName,
  digest: Digest,
  options: MendingOptions,
  depth = 0,
): Promise<string | undefined> {
  if (depth > depthMax) return undefined;
  const copy = await intactManifest(parts, repository, digest, options);
  if (!copy) return undefined;
  const { manifest, bytes } = copy.read;
  if (!manifest) return undefined;
  for (const { kind, digest: needed, required } of manifest.references) {
    if (!required) continue;
    if (kind !== 'manifest') {
      if (!(await parts.blobs.find(repository, needed))) await healBlob(parts, repository, needed, options);
    } else if (!(await parts.manifests.read(repository, needed))) {
      await healManifest(parts, repository, needed, options, depth + 1);
    }
  }
  try {
    await parts.manifests.put(repository, { digest, bytes, manifest, tags: [] }, mender);
    return copy.source;
  } catch (error) {
    // It would be shown, and could not be pulled: as well may it stay where it is.
    if (error instanceof StorageError && error.fault.code.startsWith('REFERENCE_')) return undefined;
    throw error;
  }
}

/** Gives a manifest in the trash intact bytes again. @returns where those were taken from */
export async function healTrashManifest(
  parts: StorageParts,
  repository: RepositoryName,
  digest: Digest,
  options: MendingOptions,
): Promise<string | undefined> {
  const { driver, paths, processes, quarantine } = parts;
  const copy = await intactManifest(parts, repository, digest, options);
  if (!copy) return undefined;
  const name = paths.trashManifest(repository, digest);
  if (copy.source === name) return name; // Somebody has healed it since it was found.
  const own = paths.temporaryFile(processes.id);
  try {
    await driver.write(own, copy.read.bytes);
    const corrupt = await driver.stat(name);
    if (corrupt?.isFile) await quarantine.take(digest, corrupt, name, name);
    await driver.makeFolders(paths.trashManifests(repository));
    await driver.replace(own, name);
    await driver.sync(paths.trashManifests(repository));
    return copy.source;
  } finally {
    await driver.remove(own);
  }
}

async function intactManifest(
  parts: StorageParts,
  repository: RepositoryName,
  digest: Digest,
  { from, onRead }: MendingOptions,
): Promise<{ read: ManifestOnDisk; source: string } | undefined> {
  for await (const source of manifestCopies(parts, repository, digest, from)) {
    const read = await manifestOn(parts, repository, digest, source);
    await onRead(read?.bytes.length ?? 0);
    if (read?.sound) return { read, source };
  }
  return undefined;
}
