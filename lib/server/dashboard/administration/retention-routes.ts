import { retentionQuery } from '@/lib/dashboard/administration/retention-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import { apiRoute } from '../api-route';
import { simulatedRetention } from './simulated-retention';

/** `GET /api/v1/retention`: which tags the policies would keep now and why, `retentionAnswer`. */
export const getRetention = apiRoute({ for: 'auditor', query: retentionQuery }, async ({ server, query }) => {
  const repository = query.repository === undefined ? undefined : repositoryOfSegment(query.repository);
  if (query.repository !== undefined && repository === undefined)
    throw new DashboardProblem(404, 'No repository can have this name.');
  return { json: await simulatedRetention(server, repository) };
});
