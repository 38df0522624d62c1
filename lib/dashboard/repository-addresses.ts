import type { RepositoryQuery } from './contracts';
import { oneOf, textUpTo } from './read-parameter';
import { cursorLengthMax, repositorySorts, searchLengthMax } from './repository-sorts';

/** What an address asks for; a parameter that no list can have is left out. */
export function readRepositoryQuery(given: Record<string, unknown>): RepositoryQuery {
  return {
    q: textUpTo(searchLengthMax, given.q) ?? '',
    sort: oneOf(repositorySorts, given.sort) ?? 'name',
    starred: oneOf(['1'], given.starred),
    cursor: textUpTo(cursorLengthMax, given.cursor),
  };
}
