import { algorithmOf, type Digest, digestOf } from '@/lib/oci/digest';
import type { Manifest } from '@/lib/oci/manifest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileStat, FileSystemDriver } from './driver';
import type { StoragePaths } from './paths';
import { manifestBytesLimit, StoredManifest } from './stored-manifest';

/** A manifest as its file has it. */
export interface ManifestOnDisk {
  stat: FileStat;
  bytes: Buffer;
  /** Whether the bytes match the digest. */
  sound: boolean;
  /** What they say, when they are sound and are a manifest. */
  manifest: Manifest | undefined;
}

/**
 * Reads a manifest and changes nothing, as `Manifests.read` would: a corrupt one stays where it is.
 * @param file another place than the repository
 */
export async function manifestOn(
  { driver, paths }: { driver: FileSystemDriver; paths: StoragePaths },
  repository: RepositoryName,
  digest: Digest,
  file = paths.manifest(repository, digest),
): Promise<ManifestOnDisk | undefined> {
  const stat = await driver.stat(file);
  if (!stat?.isFile) return undefined;
  const read = await driver.read(file, manifestBytesLimit);
  if (!read) return { stat, bytes: Buffer.alloc(0), sound: false, manifest: undefined };
  const sound = digestOf(read.bytes, algorithmOf(digest)) === digest;
  return {
    stat: read.stat,
    bytes: read.bytes,
    sound,
    manifest: sound ? new StoredManifest(digest, read.bytes).readable : undefined,
  };
}
