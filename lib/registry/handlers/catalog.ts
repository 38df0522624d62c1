import { visibilityOf } from '@/lib/auth/access/visibility';
import { json } from '@/lib/http/reply';
import { nextLink, parsePageSize } from '../pagination';
import type { Handler } from '../request';
import { listVisible } from '../visible-repositories';

/** What a page of the catalog holds when the client does not say, as in distribution/distribution. */
const pageEntries = 100;

/** GET /v2/_catalog: repositories that hold a manifest, in ASCII order, as far as
 * the caller may pull from them. Not of OCI, but of Docker's registry. */
export const getCatalog: Handler = async ({ query, storage, auth, permission }) => {
  const limit = parsePageSize(query, pageEntries);
  if (limit === 0) return json(200, { repositories: [] });
  const page = { last: query.get('last') ?? '', limit };
  const seen = visibilityOf(auth, permission.principal);
  const { names, more } = seen
    ? await listVisible(storage, seen, page)
    : await storage.listRepositories(page);
  const link = more ? nextLink('/v2/_catalog', { n: limit, last: names.at(-1) }) : {};
  return json(200, { repositories: names }, link);
};
