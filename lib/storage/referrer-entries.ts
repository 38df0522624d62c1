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
