import { type RepositoryQuery, type RepositorySort, repositoryQuery } from './contracts';
import { withQuery } from './repository-path';

/** The sort of a list that says none. */
const defaultSort: RepositorySort = 'name';

/** The address of a page of repositories; what is as it is anyway is left out of it. */
export function repositoriesHref({ q, sort, cursor }: Partial<RepositoryQuery>): string {
  return withQuery('/', { q, sort: sort === defaultSort ? undefined : sort, cursor });
}

/** What an address asks for; a parameter that no list can have is left out. */
export function readRepositoryQuery(parameters: Record<string, unknown>): RepositoryQuery {
  const parsed = repositoryQuery.safeParse(parameters);
  return parsed.success ? parsed.data : repositoryQuery.parse({});
}
