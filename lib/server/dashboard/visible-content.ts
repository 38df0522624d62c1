import type { Content } from '@/lib/dashboard/content';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { ImageSummaries } from '@/lib/dashboard/images/image-summary';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import type { RepositoryScope } from '@/lib/dashboard/repository-scope';
import type { SearchReach } from '@/lib/dashboard/search/search-registry';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { listVisible, nextBegin } from '@/lib/registry/visible-repositories';
import type { Storage } from '@/lib/storage/storage';
import type { Server } from '../server';
import { type Caller, visibleTo } from './caller';

type Held = Pick<Server, 'auth' | 'content'>;

/** The registry's content as far as somebody may pull it. */
export interface VisibleContent extends Content {
  /** A repository; `undefined` when they may not pull from it. Whether it is there is not asked. */
  scope(repository: RepositoryName): RepositoryScope | undefined;
  /** What they may search. */
  searchReach(): SearchReach;
}

/** What was read of manifests is kept as long as the storage is open, for all who ask. */
const summariesOf = new WeakMap<Storage, ImageSummaries>();

/**
 * The registry's content as far as somebody may pull it. What they may not pull is as if it were not there, and the
 * disk is not asked for it, so that it takes as long whether it is there or not.
 */
export function contentFor(server: Held, caller: Caller): VisibleContent {
  const { content, auth } = server;
  const seen = visibleTo(server, caller);
  // Whose stars these are: somebody's, not those of a script.
  const account = !auth.isOpen && caller.principal.kind === 'user' ? caller.principal.name : undefined;
  const sees = (repository: RepositoryName) => seen === undefined || seen.sees(repository);
  let summaries = summariesOf.get(content);
  if (!summaries) {
    summaries = new ImageSummaries(content);
    summariesOf.set(content, summaries);
  }
  const scope = (repository: RepositoryName): RepositoryScope | undefined =>
    sees(repository)
      ? {
          storage: content,
          summaries,
          repository,
          sees,
          ...(account !== undefined && {
            isStarred: () => content.stars.among(account, [repository]).has(repository),
          }),
          may: (action) =>
            auth.isOpen || auth.rules.book.decide(caller.principal, action, repository).allowed,
        }
      : undefined;
  return {
    listRepositories: async ({ last = '', ...page }) =>
      seen
        ? await listVisible(content, seen, { ...page, last })
        : await content.listRepositories({ ...page, last }),
    sortedRepositories: (query) => content.figures.page(query, seen),
    namespaceLevel: (query) => content.figures.level(query, seen),
    figuresOf: (names) => content.figures.of(names.filter(sees)),
    daysOf: (names, firstDay) => content.figures.days.of(names.filter(sees), firstDay),
    pullsSinceMs: () => content.pulls.knownSinceMs(),
    ...(account !== undefined && {
      stars: { account, among: (names) => content.stars.among(account, names) },
    }),
    scope,
    searchReach: () => ({
      index: content.searchIndex,
      // As for figures: who does not see all would learn from the time it takes that something was pushed.
      readLabels: async () => (seen ? content.labels.begin() : await content.labels.catchUp()),
      sees,
      nextBegin: (last) => (seen ? nextBegin(seen.prefixes, last) : last),
      isAll: seen === undefined,
    }),
  };
}

/** The repository that a segment of a path names. @throws DashboardProblem 404 when they may not pull from it */
export function scopeOf(server: Held, caller: Caller, segment: string | undefined): RepositoryScope {
  const repository = repositoryOfSegment(segment ?? '');
  const scope = repository && contentFor(server, caller).scope(repository);
  if (!scope) throw noSuchRepository();
  return scope;
}

/** One that may not be pulled from is as one that is not there. */
export function noSuchRepository(): DashboardProblem {
  return new DashboardProblem(404, 'There is no such repository.');
}
