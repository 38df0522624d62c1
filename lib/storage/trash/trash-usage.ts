import { digestsIn } from '../digests-in';
import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import { trashedRepositories } from '../repositories-on-disk';

/** What would come free if the trash were emptied, in bytes of content, and how many entries it has. */
export interface TrashUsage {
  entries: number;
  bytes: number;
}

/** Lets requests pass between steps, and throws to end the work. */
export type Breathe = () => Promise<void>;

/**
 * The bytes of all files whose only names are in the trash and in the pool. What a repository still holds, or holds
 * again, costs the trash nothing.
 */
export async function trashBytes(
  driver: FileSystemDriver,
  paths: StoragePaths,
  breathe: Breathe,
): Promise<number> {
  let bytes = 0;
  /** Files with further names, which may all be in the trash: how many were not seen yet. */
  const shared = new Map<number, number>();
  const count = async (file: string, poolFile: string | undefined) => {
    const stat = await driver.stat(file);
    if (!stat?.isFile) return;
    let others = shared.get(stat.inode);
    if (others === undefined) {
      const pool = poolFile === undefined ? undefined : await driver.stat(poolFile);
      others = stat.links - (pool?.inode === stat.inode ? 1 : 0);
    }
    others -= 1;
    if (others <= 0) {
      bytes += stat.size;
      shared.delete(stat.inode);
    } else shared.set(stat.inode, others);
    await breathe();
  };
  for await (const repository of trashedRepositories({ driver, paths })) {
    for await (const digest of digestsIn(driver, paths.trashManifests(repository))) {
      await count(paths.trashManifest(repository, digest), undefined);
    }
    for await (const digest of digestsIn(driver, paths.trashBlobs(repository))) {
      await count(paths.trashBlob(repository, digest), paths.poolBlob(digest));
    }
  }
  return bytes;
}
