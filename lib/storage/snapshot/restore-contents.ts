import type { Digest } from '@/lib/oci/digest';
import { parseManifest } from '@/lib/oci/manifest';
import { digestsIn } from '../digests-in';
import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import { syncTree } from './backup-folder';
import type { SnapshotPaths } from './backup-paths';
import type { ContentsLine } from './description';
import { type Breather, inBatches } from './in-batches';

/**
 * Fills an empty data folder from a backup: each blob once, in the pool, and linked from there; manifests and tags with
 * the times that they have; the entries of referrers as the manifests say.
 * @param driver makes what it writes durable
 * @param link gives the files of the backup a second name, in place of copying them
 */
export async function restoreContents(
  driver: FileSystemDriver,
  { from, to }: { from: SnapshotPaths; to: StoragePaths },
  lines: ContentsLine[],
  { link, pace }: { link: boolean; pace: Breather },
): Promise<void> {
  const unsynced = driver.unsynced();
  const transfer = (source: string, target: string) =>
    link ? linkOrCopy(driver, source, target) : driver.copy(source, target);
  const blob = async (source: string, digest: Digest, name: string) => {
    const pool = to.poolBlob(digest);
    if (!(await driver.stat(pool))) {
      await unsynced.makeFolders(to.poolFolder(digest));
      await transfer(source, pool);
    }
    await linkOrCopy(driver, pool, name);
  };
  for (const { repository, tags, manifests, protectedTags = [] } of lines) {
    await unsynced.makeFolders(to.blobs(repository), to.allReferrers(repository), to.manifests(repository));
    const blobs: Digest[] = [];
    for await (const digest of digestsIn(driver, from.blobs(repository))) blobs.push(digest);
    await inBatches(blobs, pace, (digest) =>
      blob(from.blob(repository, digest), digest, to.blob(repository, digest)),
    );
    await inBatches(manifests, pace, async (digest) => {
      const [source, target] = [from.manifest(repository, digest), to.manifest(repository, digest)];
      await transfer(source, target);
      const read = await driver.read(source, Number.MAX_SAFE_INTEGER);
      if (!read) throw new Error(`${source} was removed while it was restored`);
      await driver.setTime(target, read.stat.modifiedAtMs);
      const { subject } = parseManifest(read.bytes);
      if (!subject) return;
      await unsynced.makeFolders(to.referrers(repository, subject.digest));
      await driver.symlink(to.referrerTarget(digest), to.referrer(repository, subject.digest, digest));
    });
    await inBatches(tags, pace, async ([tag, digest]) => {
      const [source, target] = [from.tag(repository, tag), to.tag(repository, tag)];
      await driver.symlink(digest, target);
      const stat = await driver.stat(source);
      if (stat) await driver.setTime(target, stat.modifiedAtMs);
    });
    if (protectedTags.length > 0) await unsynced.makeFolders(to.protections(repository));
    await inBatches(protectedTags, pace, (tag) =>
      driver.copy(from.protection(repository, tag), to.protection(repository, tag)),
    );
  }
  await syncTree(driver, to.root);
}

/** A second name for a file; a copy when it has as many as it may have. */
async function linkOrCopy(driver: FileSystemDriver, from: string, to: string): Promise<void> {
  const made = await driver.link(from, to);
  if (made === 'too-many-links') await driver.copy(from, to);
  else if (made !== 'linked') throw new Error(`${to} can't be made of ${from}: ${made}`);
}
