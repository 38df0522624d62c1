import type { RepositoryName } from '@/lib/oci/repository-name';

/** What one repository takes. */
export interface RepositoryUsage {
  repository: RepositoryName;
  /** Bytes of all its blobs and manifests. */
  logicalBytes: number;
  /** Of these, what no other repository holds. */
  uniqueBytes: number;
  /** Of these, what other repositories hold too: on disk once for all of them. */
  sharedBytes: number;
  blobs: number;
  manifests: number;
  tags: number;
}

/** What the whole registry takes; in bytes where a name does not say else. */
export interface UsageTotals {
  repositories: number;
  blobs: number;
  manifests: number;
  tags: number;
  /** The sum over the repositories. */
  logicalBytes: number;
  /** What that takes on disk: every file once. */
  physicalBytes: number;
  /** What is saved because repositories share blobs: `logicalBytes` without `physicalBytes`. */
  savedBytes: number;
  /** Blobs that no manifest names, and that come free when collection takes them; a part of `physicalBytes`. */
  reclaimable: {
    blobs: number;
    bytes: number;
    /** Of these, what collection has not yet condemned, or not for the grace period. */
    waitingBytes: number;
  };
  /** What only the trash holds. */
  trash: { entries: number; bytes: number };
  /** Corrupt files that no repository holds any more; `files` counts all. */
  quarantine: { files: number; bytes: number };
  uploads: { sessions: number; bytes: number };
  /** Files that are being written. */
  temporary: { files: number; bytes: number };
  /** Files in the pool that nothing else holds: a crash leaves them, collection takes them. */
  poolGarbage: { files: number; bytes: number };
  /** All of it: what repositories, trash, quarantine, uploads, files being written and garbage take on disk. */
  onDiskBytes: number;
  disk: { bytes: number; freeBytes: number };
}

/** A measurement. It takes time; what is pushed meanwhile may be in one figure and not yet in another. */
export interface Usage {
  takenAtMs: number;
  totals: UsageTotals;
  /** In ASCII order of the names. */
  repositories: RepositoryUsage[];
}

/** How a list of repositories can be ordered: the largest first, or by name. */
export const usageOrders = ['logical', 'unique', 'shared', 'name'] as const;
export type UsageOrder = (typeof usageOrders)[number];

/** The first `limit` repositories in an order; those of equal size by name. */
export function topRepositories(usage: Usage, order: UsageOrder, limit: number): RepositoryUsage[] {
  const sorted = [...usage.repositories];
  if (order !== 'name') sorted.sort((a, b) => b[`${order}Bytes`] - a[`${order}Bytes`]);
  return sorted.slice(0, limit);
}
