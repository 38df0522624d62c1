import type { RepositoryName } from '@/lib/oci/repository-name';
import { dayOf } from '@/lib/storage/figures/days';
import type { RepositoryDay } from '@/lib/storage/figures/repository-days';
import type { RepositoryFigure, RepositoryOrder, SortedPage } from '@/lib/storage/figures/repository-figures';
import type { Content } from './content';
import type { RepositoryPage, RepositoryQuery, RepositorySummary } from './contracts';
import { contentKind } from './images/content-kind';
import { readCursor, writeCursor } from './page-cursor';
import { readRepositorySearch } from './repository-search';

/** Repositories on a page. */
export const repositoriesPerPage = 50;

/** For how many days back the growth of a repository is shown. */
const growthDays = 30;

/** What each repository alone holds, as it was measured. */
export interface UniqueFigures {
  takenAtMs: number;
  bytesOf: (repository: RepositoryName) => number | undefined;
}

/**
 * One page of repositories with their figures. It costs a list of names and one question for all their figures, however
 * much the registry holds.
 * @param unique for who may read the state of the registry, once it was measured
 * @throws DashboardProblem 400 for a cursor that is none
 */
export async function listRepositories(
  content: Content,
  query: RepositoryQuery,
  unique?: UniqueFigures,
): Promise<RepositoryPage> {
  const { names, next, isCounting } = await namesOf(content, query);
  const figures = await content.figuresOf(names);
  const today = dayOf(Date.now());
  const days = content.daysOf(names, today - growthDays);
  const since = content.pullsSinceMs();
  const starred = content.stars?.among(names);
  return {
    nowMs: Date.now(),
    pullsSinceMs: Number.isFinite(since) ? since : null,
    uniqueAtMs: unique?.takenAtMs ?? null,
    repositories: names.flatMap((name) => {
      const figure = figures.get(name);
      return figure
        ? [
            {
              ...summaryOf(name, figure, today, days.get(name) ?? []),
              isStarred: starred?.has(name) ?? null,
              uniqueBytes: unique?.bytesOf(name) ?? null,
            },
          ]
        : []; // It went away after its name was listed.
    }),
    isCounting,
    next: next ? writeCursor(next) : null,
  };
}

async function namesOf(content: Content, { q, sort, starred, cursor }: RepositoryQuery): Promise<SortedPage> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const search = readRepositorySearch(q);
  const isHeld = search.tag !== undefined || search.digest !== undefined || search.label !== undefined;
  const starredBy = starred === undefined ? undefined : content.stars?.account;
  if (sort !== 'name' || isHeld || starredBy !== undefined)
    return await content.sortedRepositories({
      order: sort.replace('-', '') as RepositoryOrder,
      descending: sort.startsWith('-'),
      search,
      ...(starredBy !== undefined && { starredBy }),
      after,
      limit: repositoriesPerPage,
    });
  const { names, more } = await content.listRepositories({
    limit: repositoriesPerPage,
    ...(after && { last: after.name }),
    ...(search.name !== '' && { matching: search.name }),
  });
  const last = names.at(-1);
  const next = more && last !== undefined ? { value: last, name: last } : undefined;
  return { names, next, isCounting: false };
}

function summaryOf(
  name: RepositoryName,
  figure: RepositoryFigure,
  today: number,
  days: readonly RepositoryDay[],
): Omit<RepositorySummary, 'isStarred' | 'uniqueBytes'> {
  const { newest, mediaType, artifactType, ...rest } = figure;
  const first = days[0];
  return {
    name,
    kind: mediaType === null ? null : contentKind(mediaType, artifactType ?? undefined),
    newest: newest && { name: newest.tag, digest: newest.digest },
    ...rest,
    recentPulls: first && first.day <= today - growthDays ? Math.max(figure.pulls - first.pulls, 0) : null,
    growth: growthOf(figure.bytes, today, days),
  };
}

/** The sizes of the days, from when they are known on, and what it is now. */
function growthOf(
  bytes: number | null,
  today: number,
  days: readonly RepositoryDay[],
): RepositorySummary['growth'] {
  const growth = days
    .filter(({ day }) => day < today)
    .map(({ day, bytes }) => ({ daysAgo: Math.min(today - day, growthDays), bytes }));
  return bytes === null ? growth : [...growth, { daysAgo: 0, bytes }];
}
