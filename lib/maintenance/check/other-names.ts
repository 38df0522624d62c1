import { isDigest } from '@/lib/oci/digest';
import { isUploadId } from '@/lib/storage/paths';
import { repositoriesOnDisk } from '@/lib/storage/repositories-on-disk';
import { type CheckContext, namesIn } from './context';

/** More files than this in trash, uploads and quarantine are not counted by inode: about 30 MiB of memory. */
const filesMax = 250_000;

/** The names that content has beside those in the pool and in repositories. */
export interface OtherNames {
  /** Whether all of them were counted. */
  isWhole: boolean;
  /** How many of these names an inode has. */
  count: (inode: number) => number;
}

/** Counts the names in trash, quarantine, uploads and temporary files. Memory: at most `filesMax` entries of a map. */
export async function otherNames(context: CheckContext): Promise<OtherNames> {
  const { driver } = context.parts;
  const names = new Map<number, number>();
  let isWhole = true;
  for await (const file of filesBeside(context)) {
    const stat = await driver.stat(file);
    if (!stat || stat.links < 2) continue;
    if (names.size >= filesMax) {
      isWhole = false;
      break;
    }
    names.set(stat.inode, (names.get(stat.inode) ?? 0) + 1);
  }
  return { isWhole, count: (inode) => names.get(inode) ?? 0 };
}

async function* filesBeside(context: CheckContext): AsyncGenerator<string> {
  const { paths } = context.parts;
  for await (const { name } of namesIn(context, paths.quarantine)) yield paths.found(paths.quarantine, name);
  for await (const { name } of namesIn(context, paths.files)) yield paths.temporaryNamed(name);
  for await (const { name } of namesIn(context, paths.uploads)) {
    if (isUploadId(name)) yield paths.uploadData(name);
  }
  for await (const repository of repositoriesOnDisk(
    (folder) => namesIn(context, folder),
    (prefix) => paths.trashFolder(prefix),
  )) {
    for await (const { name } of namesIn(context, paths.trashBlobs(repository))) {
      if (isDigest(name)) yield paths.trashBlob(repository, name);
    }
  }
}
