import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { manifestOn } from '../manifest-on-disk';
import type { StorageParts } from '../storage';

/**
 * Makes the entry of a referrer what its manifest says: there and right when the manifest has that subject, gone when
 * not. One whose manifest can't be read stays.
 * @returns what was done; `kept` when something that is no symlink stands there
 */
export async function mendReferrer(
  parts: StorageParts,
  repository: RepositoryName,
  subject: Digest,
  digest: Digest,
): Promise<'made' | 'removed' | 'kept'> {
  const { driver, paths, processes, locks } = parts;
  const file = paths.referrer(repository, subject, digest);
  return await locks.hold(`repository:${repository}`, async () => {
    const stat = await driver.stat(file);
    if (stat && !stat.isSymlink && !(await driver.removeEmptyFolder(file))) return 'kept';
    const read = await manifestOn(parts, repository, digest);
    if (read && !read.manifest) return 'kept';
    if (read?.manifest?.subject?.digest !== subject) {
      await driver.remove(file);
      await driver.removeEmptyFolder(paths.referrers(repository, subject));
      return 'removed';
    }
    const own = paths.temporaryFile(processes.id);
    try {
      await driver.makeFolders(paths.referrers(repository, subject));
      await driver.symlink(paths.referrerTarget(digest), own);
      await driver.replace(own, file);
      await driver.sync(paths.referrers(repository, subject));
    } finally {
      await driver.remove(own);
    }
    return 'made';
  });
}
