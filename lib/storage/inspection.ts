import { isDigest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from './driver';
import type { Catalog } from './listing/catalog';
import type { RepositoryListing, TagEntry } from './listing/repository-listing';
import type { Locks } from './locks';
import type { StoragePaths } from './paths';

/** What an inspection stands on, and whom it tells what it finds. */
export interface InspectionParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  locks: Locks;
  catalog: Catalog;
  listing: RepositoryListing;
  /** Is told of tags that point to a manifest that is not there. */
  onBrokenTags: (repository: RepositoryName, tags: TagEntry[]) => void;
}

/** How many broken tags of one repository are told. */
const brokenTagsMax = 100;

/**
 * Looks through the whole registry behind a server that already serves: brings the lists up to date with the
 * folders, reports tags that point nowhere, and removes entries of referrers whose manifest is not there. The
 * last a crash can leave: the entry is made before its manifest, so that no referrer is ever missed.
 */
export async function inspect(parts: InspectionParts, signal: AbortSignal): Promise<void> {
  await parts.catalog.freshenAll(async (repository) => {
    const broken = parts.listing.brokenTags(repository, brokenTagsMax);
    if (broken.length > 0) parts.onBrokenTags(repository, broken);
    await removeBrokenReferrers(parts, repository, signal);
  }, signal);
}

async function removeBrokenReferrers(
  { driver, paths, locks }: InspectionParts,
  repository: RepositoryName,
  signal: AbortSignal,
): Promise<void> {
  for await (const { name: subject } of driver.names(paths.allReferrers(repository))) {
    if (!isDigest(subject)) continue;
    let left = 0;
    for await (const { name: digest } of driver.names(paths.referrers(repository, subject))) {
      if (signal.aborted) return;
      if (!isDigest(digest) || (await driver.stat(paths.manifest(repository, digest)))) {
        left += 1;
        continue;
      }
      // A push makes the entry and the manifest under the repository's lock: with it, the look is final.
      await locks.hold(`repository:${repository}`, async () => {
        if (await driver.stat(paths.manifest(repository, digest))) return;
        await driver.remove(paths.referrer(repository, subject, digest));
      });
    }
    if (left > 0) continue;
    // Under the lock too: a push makes this folder, then the entry in it.
    await locks.hold(`repository:${repository}`, () =>
      driver.removeEmptyFolder(paths.referrers(repository, subject)),
    );
  }
}
