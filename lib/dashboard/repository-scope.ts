import type { Action } from '@/lib/auth/access/actions';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';
import type { ImageSummaries } from './images/image-summary';

/** A repository that somebody may pull from, as their pages and requests get at it. */
export interface RepositoryScope {
  storage: Storage;
  summaries: ImageSummaries;
  repository: RepositoryName;
  /** Whether they have starred it; absent for who has not signed in as a user. */
  isStarred?: () => boolean;
  /** Whether they may do this here. */
  may: (action: Action) => boolean;
  /** Whether they may pull from another repository. */
  sees: (repository: RepositoryName) => boolean;
}
