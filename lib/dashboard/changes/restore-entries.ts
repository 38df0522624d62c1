import { DashboardProblem } from '../dashboard-problem';
import type { RestorationAnswer } from './change-contracts';
import { type ChangeScope, inWords, requireRight } from './change-scope';

/**
 * Brings back what was deleted from a repository: by an administrator of it, or by who deleted it and still may delete.
 * @throws DashboardProblem 403, 404, 409
 */
export async function restoreEntries(scope: ChangeScope, ids: readonly string[]): Promise<RestorationAnswer> {
  const { storage, repository, may, originOf } = scope;
  const origin = originOf('restore');
  const answer: RestorationAnswer = { restored: [], taken: [] };
  for (const id of ids) {
    const entry = await inWords(storage.trash.read(id));
    if (entry?.repository !== repository)
      throw new DashboardProblem(
        404,
        'The trash has no such entry: it was restored or purged, or it expired.',
      );
    if (entry.actor !== origin.actor || !may('delete')) requireRight(scope, 'administer');
    const { tags } = await inWords(storage.trash.restore(id, origin));
    for (const { name, outcome } of tags) (outcome === 'taken' ? answer.taken : answer.restored).push(name);
  }
  return answer;
}
