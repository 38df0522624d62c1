import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Decision } from './evaluation';

/** What came of the policies, or would come of them. */
export interface RetentionTotals {
  /** Repositories with tags that a policy is about. */
  repositories: number;
  tags: number;
  kept: number;
  removed: number;
  /** How many each policy removed, by its name or place. */
  removedByPolicy: Record<string, number>;
}

/** Adds up decisions; those of a repository come one after the other. */
export class RetentionTally {
  readonly totals: RetentionTotals = { repositories: 0, tags: 0, kept: 0, removed: 0, removedByPolicy: {} };
  #last: RepositoryName | undefined;

  add(repository: RepositoryName, { keep, policy }: Decision): void {
    const { totals } = this;
    if (repository !== this.#last) totals.repositories += 1;
    this.#last = repository;
    totals.tags += 1;
    if (keep) totals.kept += 1;
    else {
      totals.removed += 1;
      const key = policy ?? '';
      totals.removedByPolicy[key] = (totals.removedByPolicy[key] ?? 0) + 1;
    }
  }
}
