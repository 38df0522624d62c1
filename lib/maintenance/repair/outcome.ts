import type { StoragePaths } from '@/lib/storage/paths';
import type { StorageParts } from '@/lib/storage/storage';
import type { Finding } from '../check/finding';
import type { Pace } from '../pace';

/** What a repair is given. */
export interface RepairOptions {
  parts: StorageParts;
  pace: Pace;
  signal: AbortSignal;
  /** The data folder of a backup, to take intact content from. */
  from?: StoragePaths;
}

/** What became of one action. */
export interface RepairOutcome {
  finding: Finding;
  /** Whether the finding is mended. */
  done: boolean;
  /** What was done, or why it could not be. */
  words: string;
}
