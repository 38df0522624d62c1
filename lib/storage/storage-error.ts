import type { Digest } from '@/lib/oci/digest';
import type { Protection } from '@/lib/oci/protection-words';
import type { Tag } from '@/lib/oci/reference';

/** What can go wrong in storage, apart from faults of the disk (those keep their errno). */
export type StorageFault =
  | { code: 'UPLOAD_UNKNOWN' }
  /** The chunk does not begin where the upload ends; `offset` is where it does, in bytes. */
  | { code: 'OFFSET_MISMATCH'; offset: number }
  | { code: 'DIGEST_MISMATCH'; expected: Digest; actual: Digest }
  | { code: 'TOO_LARGE'; bytesMax: number }
  /** More or fewer bytes came than the request announced. */
  | { code: 'LENGTH_MISMATCH'; expected: number; actual: number }
  /** The sender stopped sending. What came is kept. */
  | { code: 'IDLE'; idleTimeoutMs: number }
  /** The connection was cut, or a newer request took the upload over. What came is kept. */
  | { code: 'CUT' }
  /** Another process holds the lock. */
  | { code: 'BUSY' }
  /** A manifest names content that the repository does not hold. */
  | { code: 'REFERENCE_MISSING'; missing: { digest: Digest; kind: string }[] }
  | { code: 'REFERENCE_SIZE'; digest: Digest; stated: number; actual: number }
  /** With what is announced, less than `storage.minFreeSpace` would be left on the disk. What came is kept. */
  | { code: 'LOW_SPACE'; freeBytes: number; requiredBytes: number; freeBytesMin: number }
  /**
   * With what is pushed, a namespace would hold more than its quota allows. `wanted` is what would be added, 0 when that
   * is not known yet; `setting` is where the quota is set. What came is kept.
   */
  | ({ code: 'QUOTA_EXCEEDED' } & Exceeded)
  /** Manifests of the repository still name this content. */
  | { code: 'REFERENCED'; by: Digest[] }
  /** A rule forbids to move or to remove these tags; `setting` is where it is written. */
  | { code: 'TAG_PROTECTED'; tags: Tag[]; rule: 'immutable' | 'protected'; setting: string }
  /** Somebody protected these tags in the dashboard: the first of them as `protection` says. */
  | { code: 'TAG_PROTECTED'; tags: Tag[]; rule: 'person'; protection: Protection }
  /** The tag no longer points to where it did when somebody decided to move it. */
  | { code: 'TAG_MOVED'; tag: Tag }
  /** Who pushes may not move a tag that is there (`tag`), or may add neither a manifest nor a tag. */
  | { code: 'NOT_PERMITTED'; action: 'push' | 'retag'; tag?: Tag };

/** A quota, and by what it would be exceeded: in bytes, or in repositories. */
export interface Exceeded {
  namespace: string;
  of: 'bytes' | 'repositories';
  limit: number;
  used: number;
  wanted: number;
  setting: string;
}

/** A fault that storage reports as plain data; `lib/registry` says it in the protocol's words. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly fault: StorageFault;

  constructor(fault: StorageFault, options?: ErrorOptions) {
    super(`storage: ${fault.code}`, options);
    this.fault = fault;
  }
}

/** Whether an error is one of these faults. */
export function isFault(error: unknown, ...codes: StorageFault['code'][]): boolean {
  return error instanceof StorageError && codes.includes(error.fault.code);
}

/** The errno of a failed system call (`ENOENT`), also where it is the cause of another error. */
export function errnoOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    if (code === 'SQLITE_FULL') return 'ENOSPC'; // The database met the full disk first.
    if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
  }
  return undefined;
}
