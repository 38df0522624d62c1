import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { isDue } from '@/lib/storage/condemned';
import { type Measuring, pageRows } from './measuring';
import type { UsageTotals } from './usage';

/**
 * Adds the blobs of a repository that no manifest names, and that come free when collection takes them: no other
 * repository's manifest names the same file, and neither trash nor quarantine holds it. A file that several
 * repositories hold like this is counted by the first of them.
 */
export async function measureReclaimable(
  measuring: Measuring,
  repository: RepositoryName,
  graceMs: number,
  reclaimable: UsageTotals['reclaimable'],
): Promise<void> {
  const { driver, paths, blobListing, pace } = measuring;
  for (let last: Digest | undefined; ; ) {
    const page = blobListing.page(repository, { last, limit: pageRows });
    await pace.breathe();
    for (const { digest, inode } of page.filter(({ named }) => !named)) {
      const holders = await countIfUnnamed(measuring, repository, digest, inode);
      if (holders === undefined) continue;
      const stat = await driver.stat(paths.blob(repository, digest));
      const pool = await driver.stat(paths.poolBlob(digest));
      const known = holders + (pool?.inode === inode ? 1 : 0);
      if (!stat || stat.inode !== inode || stat.links > known) continue;
      reclaimable.blobs += 1;
      reclaimable.bytes += stat.size;
      if (!isDue(stat, graceMs)) reclaimable.waitingBytes += stat.size;
    }
    last = page.at(-1)?.digest;
    if (page.length < pageRows) return;
  }
}

/**
 * How many repositories hold a file, if a manifest names it in none of them.
 * @returns undefined also when the repository is not the first of them
 */
async function countIfUnnamed(
  { index, pace }: Measuring,
  repository: RepositoryName,
  digest: Digest,
  inode: number,
): Promise<number | undefined> {
  let count = 0;
  let limit = 4; // Most blobs are in few repositories.
  let last = '';
  for (;;) {
    const rows = index.holders(digest, last, limit);
    for (const holder of rows.filter((row) => row.inode === inode)) {
      if (count === 0 && holder.repository !== repository) return undefined;
      if (holder.isNamed) return undefined;
      count += 1;
    }
    const end = rows.at(-1);
    if (!end || rows.length < limit) return count;
    [last, limit] = [end.repository, 256];
    await pace.breathe();
  }
}
