import { readUsage } from '@/lib/dashboard/usage/read-usage';
import { usageQuery } from '@/lib/dashboard/usage/usage-contracts';
import { apiRoute } from './api-route';
import { noSuchRepository, scopeOf } from './visible-content';

/** `GET /api/v1/repositories/{repository}/usage`: what it holds and how it came to it, `RepositoryUsage`. */
export const getUsage = apiRoute(
  { for: 'reader', query: usageQuery },
  async ({ server, caller, params, query }) => {
    const usage = await readUsage(scopeOf(server, caller, params.repository), query);
    if (!usage) throw noSuchRepository();
    return { json: usage };
  },
);
