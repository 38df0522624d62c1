import type { Digest } from '@/lib/oci/digest';
import type { Manifest } from '@/lib/oci/manifest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from './driver';
import type { StoragePaths } from './paths';
import { errnoOf } from './storage-error';

interface Parts {
  driver: FileSystemDriver;
  paths: StoragePaths;
}

/** Lists a manifest among the referrers of its subject, durably. The caller holds the repository's lock. */
export async function addReferrer(
  { driver, paths }: Parts,
  repository: RepositoryName,
  subject: Digest,
  digest: Digest,
): Promise<void> {
  await driver.makeFolders(paths.referrers(repository, subject));
  try {
    await driver.symlink(paths.referrerTarget(digest), paths.referrer(repository, subject, digest));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  await driver.sync(paths.referrers(repository, subject));
}

/** Lists a manifest that is gone no more. The caller holds the repository's lock. */
export async function removeReferrer(
  { driver, paths }: Parts,
  repository: RepositoryName,
  digest: Digest,
  { subject }: Manifest,
): Promise<void> {
  if (!subject) return;
  await driver.remove(paths.referrer(repository, subject.digest, digest));
  await driver.removeEmptyFolder(paths.referrers(repository, subject.digest));
}

/**
 * Removes what a crash left of the lists of a repository that holds no manifest. The caller holds the repository's lock.
 */
export async function removeAllReferrers(
  { driver, paths }: Parts,
  repository: RepositoryName,
): Promise<void> {
  const all = paths.allReferrers(repository);
  for await (const subject of driver.names(all)) {
    if (subject.kind !== 'folder') continue;
    const folder = paths.found(all, subject.name);
    for await (const { name, kind } of driver.names(folder)) {
      if (kind === 'symlink') await driver.remove(paths.found(folder, name));
    }
    await driver.removeEmptyFolder(folder);
  }
}
