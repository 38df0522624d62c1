import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Auth } from '../auth';
import { anonymous, type Principal } from '../principal';

/** What somebody may see of the list of repositories: those that they may pull from. */
export interface Visibility {
  /** What all their names begin with; `['']` when they may begin with anything. */
  prefixes: readonly string[];
  sees: (repository: RepositoryName) => boolean;
}

/** What somebody may see, whatever their bearer token is for; `undefined` when it is everything. */
export function visibilityOf(
  { isOpen, rules }: Pick<Auth, 'isOpen' | 'rules'>,
  principal: Principal,
): Visibility | undefined {
  const { book } = rules;
  if (isOpen || book.pullsEverything(principal)) return undefined;
  return {
    prefixes: book.pullPrefixes(principal),
    sees: (repository) => book.decide(principal, 'pull', repository).allowed,
  };
}

/** Whether who has not signed in may look at the list of repositories at all: something may be pulled by everybody. */
export function welcomesAnybody({ isOpen, rules }: Pick<Auth, 'isOpen' | 'rules'>): boolean {
  return isOpen || rules.book.pullPrefixes(anonymous).length > 0;
}
