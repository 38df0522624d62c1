import { repositoryQuery } from '@/lib/dashboard/contracts';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { healthReport } from '@/lib/dashboard/health-contract';
import { listRepositories } from '@/lib/dashboard/list-repositories';
import { listTagTable } from '@/lib/dashboard/tags/list-tag-table';
import { tagQuery } from '@/lib/dashboard/tags/tag-contracts';
import { listNamespace } from '@/lib/dashboard/tree/list-namespace';
import { namespaceQuery } from '@/lib/dashboard/tree/namespace-contract';
import { apiRoute } from './api-route';
import { uniqueFigures } from './unique-figures';
import { contentFor, noSuchRepository, scopeOf } from './visible-content';

/** `GET /api/v1/repositories`: a page of the repositories that whoever asks may pull from, `RepositoryPage`. */
export const getRepositories = apiRoute(
  { for: 'reader', query: repositoryQuery },
  async ({ server, caller, query }) => ({
    json: await listRepositories(contentFor(server, caller), query, uniqueFigures(server, caller)),
  }),
);

/** `GET /api/v1/namespaces`: what stands right in a namespace, of what whoever asks may pull from, `NamespacePage`. */
export const getNamespace = apiRoute(
  { for: 'reader', query: namespaceQuery },
  async ({ server, caller, query }) => ({ json: await listNamespace(contentFor(server, caller), query) }),
);

/**
 * `GET /api/v1/repositories/{repository}/tags`: a page of a repository's tags, `TagPage`. The repository is one
 * segment, with `~` for `/`. One that may not be pulled from is as one that is not there.
 */
export const getTags = apiRoute(
  { for: 'reader', query: tagQuery },
  async ({ server, caller, query, params }) => {
    const page = await listTagTable(scopeOf(server, caller, params.repository), query);
    if (!page) throw noSuchRepository();
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
