import type { LRUCache } from 'lru-cache';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileStat, FolderEntry } from '@/lib/storage/driver';
import type { StorageParts } from '@/lib/storage/storage';
import { errnoOf } from '@/lib/storage/storage-error';
import type { Pace } from '../pace';
import type { Finding } from './finding';

/** What every area of the check gets. */
export interface CheckContext {
  parts: StorageParts;
  pace: Pace;
  /** Whether to read the bytes of every blob. */
  deep: boolean;
  /** What was changed less than this ago may be in the making. */
  youngMs: number;
  /** When the check began. */
  startedAtMs: number;
  /** Which files were read, by `contentKeyOf`, and whether they were sound. One that drops out is read again. */
  hashed: LRUCache<string, boolean>;
}

/**
 * Something that looks wrong. It may come of a push or a deletion that is just running; so it is looked at again, under
 * the lock of its repository, before it is a finding.
 */
export interface Suspicion {
  look: Look;
  repository?: RepositoryName;
}

/** Looks whether something is wrong; `undefined` when it is not. */
export type Look = () => Promise<Finding | undefined>;

/** Takes a first look. */
export async function* suspect(look: Look, repository?: RepositoryName): AsyncGenerator<Suspicion> {
  if (await look()) yield { look, repository };
}

/** The names in a folder; of one that can't be read none, for the look at the structure tells that. */
export async function* namesIn({ parts, pace }: CheckContext, folder: string): AsyncGenerator<FolderEntry> {
  try {
    for await (const entry of parts.driver.names(folder)) {
      await pace.breathe();
      yield entry;
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
}

/** Whether the file system refuses to read what is there. */
export function isUnreadable(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EIO', 'ENOTDIR', 'EISDIR', 'EUCLEAN', 'EBADMSG'].includes(errnoOf(error) ?? '');
}

/** Whether it was changed too recently to be called broken. */
export function isYoung({ youngMs }: CheckContext, stat: FileStat): boolean {
  return Date.now() - stat.modifiedAtMs < youngMs;
}
