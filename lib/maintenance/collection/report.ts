import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** Garbage: what it is, and why it goes. */
export type GarbageKind = 'blob' | 'manifest' | 'pool entry' | 'upload';

/** One thing that goes, now or when its time has come. */
export interface Garbage {
  kind: GarbageKind;
  repository?: RepositoryName;
  /** A digest, or the name of an upload session. */
  name: Digest | string;
  bytes: number;
  reason: string;
  /** When it may go, in milliseconds; absent when that is now. */
  dueAtMs?: number;
  /** Who keeps the bytes when it goes; absent when they come free. */
  sharedWith?: SharedWith;
}

/** Who else holds a file when one of its links goes; these may go in the same pass. */
export interface SharedWith {
  /** Up to five repositories. */
  repositories: RepositoryName[];
  /** How many links others have: repositories, the trash, uploads. */
  links: number;
}

/** How much of something. */
export interface Amount {
  count: number;
  bytes: number;
}

/** What goes, or went, of one repository. */
export interface RepositoryGarbage {
  repository: RepositoryName;
  /** Blobs that go now; the bytes of those that others share too. */
  blobs: Amount;
  manifests: Amount;
  /** How much of the disk comes free. A file that several repositories let go counts with the last of them. */
  freeBytes: number;
  /** What no manifest names, or no tag reaches, and that has time left. */
  waiting: Amount;
  /** Why all of it is left alone. */
  damage?: string;
}

/** What a plan found, or a run did: exact. */
export interface CollectionResult {
  repositories: {
    /** Those that there are. */
    total: number;
    /** Those that were looked at, because they changed since the last run or something in them fell due. */
    looked: number;
    /** Those that were left alone, because they are damaged. */
    damaged: number;
  };
  blobs: Amount;
  manifests: Amount;
  poolEntries: Amount;
  uploads: Amount;
  waiting: Amount;
  /** How much of the disk comes free, or came. Manifests are not counted. */
  freeBytes: number;
  /** The bytes of files that go from a repository and that others keep, each file once. */
  sharedBytes: number;
  /** Whether the pool was looked through. */
  poolWalked: boolean;
}

/** Nothing yet. */
export function emptyResult(): CollectionResult {
  const none = (): Amount => ({ count: 0, bytes: 0 });
  return {
    repositories: { total: 0, looked: 0, damaged: 0 },
    blobs: none(),
    manifests: none(),
    poolEntries: none(),
    uploads: none(),
    waiting: none(),
    freeBytes: 0,
    sharedBytes: 0,
    poolWalked: false,
  };
}

/** Counts one more of something. */
export function count(amount: Amount, bytes: number): void {
  amount.count += 1;
  amount.bytes += bytes;
}
