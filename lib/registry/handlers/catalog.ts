import { json } from '@/lib/http/reply';
import { nextLink, parsePageSize } from '../pagination';
import type { Handler } from '../request';

/** What a page of the catalog holds when the client does not say, as in distribution/distribution. */
const pageEntries = 100;

/** GET /v2/_catalog: repositories that hold a manifest, in ASCII order. Not of OCI, but of Docker's registry. */
export const getCatalog: Handler = async ({ query, storage }) => {
  const limit = parsePageSize(query, pageEntries);
  if (limit === 0) return json(200, { repositories: [] });
  const { names, more } = await storage.listRepositories({ last: query.get('last') ?? '', limit });
  const link = more ? nextLink('/v2/_catalog', { n: limit, last: names.at(-1) }) : {};
  return json(200, { repositories: names }, link);
};
