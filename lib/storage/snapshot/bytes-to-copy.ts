import type { Digest } from '@/lib/oci/digest';
import { digestsIn } from '../digests-in';
import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import { liveRepositories } from '../repositories-on-disk';
import type { SnapshotPaths } from './backup-paths';
import { type Breather, inBatches } from './in-batches';

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
  for await (const repository of liveRepositories({ driver, paths })) {
    const blobs: Digest[] = [];
    for await (const digest of digestsIn(driver, paths.blobs(repository))) {
      if (seen.has(digest)) continue;
      seen.add(digest);
      blobs.push(digest);
    }
    await inBatches(blobs, pace, (digest) => add(paths.blob(repository, digest), previous?.poolBlob(digest)));
    const manifests: Digest[] = [];
    for await (const digest of digestsIn(driver, paths.manifests(repository))) manifests.push(digest);
    await inBatches(manifests, pace, (digest) =>
      add(paths.manifest(repository, digest), previous?.manifest(repository, digest)),
    );
  }
  return bytes;
}
