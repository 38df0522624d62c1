import type { RepositoryName } from '@/lib/oci/repository-name';
import type { HeldDigests } from '@/lib/storage/collection/untagged-manifests';
import type { Pace } from '../pace';
import type { Garbage, RepositoryGarbage } from './report';

/** What a pass may do, and whom it tells. */
export interface CollectionOptions {
  /** Only looks, and says what a run would take now. */
  dryRun: boolean;
  /** Takes only what this allows of all that is due; absent: all of it. What it spares stays due. */
  mayTake?: (one: Pick<Garbage, 'kind' | 'repository' | 'name'>) => boolean;
  /** How long a blob stays after a client was last told of it. */
  graceMs: number;
  /** How long a manifest of a repository stays without a tag; 0: for ever. */
  untaggedAfterMs: (repository: RepositoryName) => number;
  /** Tells these times from others, with which other things are garbage and fall due at other times. */
  settingsKey: string;
  /** Manifests of a repository that stay without a tag. */
  heldDigests?: (repository: RepositoryName) => Promise<HeldDigests>;
  /** Only this one; and neither uploads nor the pool. */
  repository?: RepositoryName;
  /** Looks at all repositories, also those that did not change, and at the pool. */
  full?: boolean;
  signal: AbortSignal;
  pace: Pace;
  /** Told of each thing that goes or waits. */
  onGarbage?: (garbage: Garbage) => void;
  /** Told of each repository in which something goes or waits, or that is damaged. */
  onRepository?: (garbage: RepositoryGarbage) => void;
  progress?: (state: CollectionProgress) => void;
}

/** How far a pass has come. */
export interface CollectionProgress {
  phase: 'repositories' | 'uploads' | 'pool';
  repositoriesDone: number;
  repositoriesTotal: number;
  freeBytes: number;
}

/** What the removal of a name costs the disk, in bytes: about a block. */
export const bytesOfName = 4096;
