import { isTag } from '@/lib/oci/reference';
import { DashboardProblem } from '../dashboard-problem';
import type { RepositoryScope } from '../repository-scope';
import { rightsOf } from '../tags/list-tag-table';
import type { HistoryPage, HistoryQuery } from './history-contracts';

/** Moves on a page. */
export const movesPerPage = 50;

/**
 * A page of what happened to a repository's tags, the newest first; also of tags that are gone.
 * @returns undefined when there is no such repository, and never was
 * @throws DashboardProblem 400
 */
export async function listHistory(
  scope: RepositoryScope,
  { tag, before }: HistoryQuery,
): Promise<HistoryPage | undefined> {
  const { storage, repository } = scope;
  if (tag !== undefined && !isTag(tag)) throw new DashboardProblem(400, 'This is no tag.');
  const events = await storage.history.events(repository, {
    ...(tag !== undefined && { tag }),
    ...(before !== undefined && { before: Number(before) }),
    limit: movesPerPage + 1,
  });
  if (events.length === 0 && (await storage.listTags(repository, { limit: 1 })) === undefined)
    return undefined;
  const shown = events.slice(0, movesPerPage);
  const since = storage.pulls.knownSinceMs();
  return {
    repository,
    nowMs: Date.now(),
    sinceMs: Number.isFinite(since) ? since : null,
    events: shown.map(({ id, tag: name, from, to, atMs, cause, actor, client }) => ({
      id,
      tag: name,
      from: from ?? null,
      to: to ?? null,
      atMs,
      cause,
      actor,
      client: client ?? null,
    })),
    next: events.length > movesPerPage ? String(shown.at(-1)?.id) : null,
    rights: rightsOf(scope),
  };
}
