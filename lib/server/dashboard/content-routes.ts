import { repositoryQuery, tagQuery } from '@/lib/dashboard/contracts';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { healthReport } from '@/lib/dashboard/health-contract';
import { listRepositories } from '@/lib/dashboard/list-repositories';
import { listTags } from '@/lib/dashboard/list-tags';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import { apiRoute } from './api-route';
import { contentFor } from './visible-content';

/** `GET /api/v1/repositories`: a page of the repositories that whoever asks may pull from, `RepositoryPage`. */
export const getRepositories = apiRoute(
  { for: 'reader', query: repositoryQuery },
  async ({ server, caller, query }) => ({ json: await listRepositories(contentFor(server, caller), query) }),
);

/**
 * `GET /api/v1/repositories/{repository}/tags`: a page of a repository's tags, `TagPage`. The repository is one
 * segment, with `~` for `/`. One that may not be pulled from is as one that is not there.
 */
export const getTags = apiRoute(
  { for: 'reader', query: tagQuery },
  async ({ server, caller, query, params }) => {
    const repository = repositoryOfSegment(params.repository ?? '');
    const page = repository && (await listTags(contentFor(server, caller), repository, query));
    if (!page) throw new DashboardProblem(404, 'There is no such repository.');
    return { json: page };
  },
);

/** `GET /api/v1/health`: every check of the registry's health, `healthReport`. */
export const getHealth = apiRoute({ for: 'auditor' }, async ({ server }) => ({
  json: healthReport.parse(await server.observation.health()),
}));

/** What has no route: JSON too, for who asks reads nothing else. */
export const noSuchRoute = apiRoute({ for: 'anyone' }, () => {
  throw new DashboardProblem(404, 'There is no such endpoint.');
});
