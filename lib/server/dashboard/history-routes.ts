import { historyQuery } from '@/lib/dashboard/history/history-contracts';
import { listHistory } from '@/lib/dashboard/history/list-history';
import { isTag } from '@/lib/oci/reference';
import { apiRoute } from './api-route';
import { noSuchRepository, scopeOf } from './visible-content';

/** `GET /api/v1/repositories/{repository}/history`: a page of what happened to its tags, `HistoryPage`. */
export const getHistory = apiRoute(
  { for: 'reader', query: historyQuery },
  async ({ server, caller, params, query }) => {
    const page = await listHistory(scopeOf(server, caller, params.repository), query);
    if (!page) throw noSuchRepository();
    return { json: page };
  },
);

/** `GET …/tags/{tag}`: what a tag points to now, `tagNow`. */
export const getTag = apiRoute({ for: 'reader' }, async ({ server, caller, params }) => {
  const { storage, repository } = scopeOf(server, caller, params.repository);
  const name = params.tag ?? '';
  const digest = isTag(name) ? await storage.manifests.resolve(repository, name) : undefined;
  return { json: { name, digest: digest ?? null } };
});
