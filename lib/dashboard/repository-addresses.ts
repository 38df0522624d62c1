import { type RepositoryQuery, repositoryQuery } from './contracts';

/** What an address asks for; a parameter that no list can have is left out. */
export function readRepositoryQuery(parameters: Record<string, unknown>): RepositoryQuery {
  const parsed = repositoryQuery.safeParse(parameters);
  return parsed.success ? parsed.data : repositoryQuery.parse({});
}
