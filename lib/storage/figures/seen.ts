import type { RepositoryName } from '@/lib/oci/repository-name';

/** Whose list it is: what the names begin with that they may see, and which of these they see. */
export interface Seen {
  prefixes: readonly string[];
  sees: (repository: RepositoryName) => boolean;
}
