import type { RepositoryName } from '@/lib/oci/repository-name';
import { type Measuring, pageRows } from './measuring';
import type { RepositoryUsage } from './usage';

/**
 * Goes through all blobs of all repositories in the order of their digests, so that who holds each is known without a
 * table of all of them. Adds to the repositories what they hold.
 * @returns how many bytes the blobs take on disk, each file once
 */
export async function measureHoldings(
  { index, pace }: Measuring,
  repositories: ReadonlyMap<RepositoryName, RepositoryUsage>,
): Promise<number> {
  let diskBytes = 0;
  // The files of one digest by their inodes: one, or several where a file has as many links as it may have.
  const files = new Map<number, HeldFile>();
  const finishDigest = () => {
    for (const { size, only } of files.values()) {
      diskBytes += size;
      if (only) only.uniqueBytes += size;
    }
    files.clear();
  };
  let last = { digest: '', repository: '' };
  for (;;) {
    const rows = index.blobs(last, pageRows);
    for (const row of rows) {
      if (row.digest !== last.digest) finishDigest();
      last = row;
      const usage = repositories.get(row.repository);
      if (!usage) continue; // Made since the repositories were looked through.
      usage.blobs += 1;
      usage.logicalBytes += row.size;
      const known = files.get(row.inode);
      if (known) known.only = undefined;
      else files.set(row.inode, { size: row.size, only: usage });
    }
    if (rows.length === 0) break;
    await pace.breathe();
  }
  finishDigest();
  return diskBytes;
}

/** A file, and the repository that holds it if only one does. */
interface HeldFile {
  size: number;
  only: RepositoryUsage | undefined;
}
