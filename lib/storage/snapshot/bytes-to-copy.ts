import { type Digest, isDigest } from '@/lib/oci/digest';
import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import type { SnapshotPaths } from './backup-paths';
import { type Breather, inBatches } from './in-batches';
import { walkRepositories } from './walk-repositories';

/** About how many bytes a copy of a data folder takes beyond what the backup before has. */
export async function bytesToCopy(
  driver: FileSystemDriver,
  paths: StoragePaths,
  previous: SnapshotPaths | undefined,
  pace: Breather,
): Promise<number> {
  const seen = new Set<Digest>();
  let bytes = (await driver.stat(paths.database))?.size ?? 0;
  const add = async (file: string, before: string | undefined) => {
    if (before !== undefined && (await driver.stat(before))) return;
    const stat = await driver.stat(file);
    bytes += stat?.size ?? 0;
  };
  for await (const repository of walkRepositories(driver, paths)) {
    const blobs: Digest[] = [];
    for await (const { name } of driver.names(paths.blobs(repository))) {
      if (!isDigest(name) || seen.has(name)) continue;
      seen.add(name);
      blobs.push(name);
    }
    await inBatches(blobs, pace, (digest) => add(paths.blob(repository, digest), previous?.poolBlob(digest)));
    const manifests: Digest[] = [];
    for await (const { name } of driver.names(paths.manifests(repository))) {
      if (isDigest(name)) manifests.push(name);
    }
    await inBatches(manifests, pace, (digest) =>
      add(paths.manifest(repository, digest), previous?.manifest(repository, digest)),
    );
  }
  return bytes;
}
