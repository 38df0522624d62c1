import { DashboardProblem } from '../dashboard-problem';
import type { RestorationAnswer } from './change-contracts';
import { type ChangeScope, inWords, requireRight } from './change-scope';

/**
 * Brings back what was deleted from a repository: by an administrator of it, or by who deleted it and still may delete.
 * An entry that can not be restored keeps none of the others from being tried.
 * @throws DashboardProblem 403, 404, 409 when nothing could be restored, as the first entry says
 */
export async function restoreEntries(scope: ChangeScope, ids: readonly string[]): Promise<RestorationAnswer> {
  const answer: RestorationAnswer = { restored: [], taken: [], failed: [] };
  let first: DashboardProblem | undefined;
  for (const id of ids) {
    try {
      await restoreEntry(scope, id, answer);
    } catch (error) {
      if (!(error instanceof DashboardProblem)) throw error;
      first ??= error;
      answer.failed.push({ entry: id, why: error.message });
    }
  }
  if (first && answer.failed.length === ids.length) throw first;
  return answer;
}

/** Whether somebody may bring back what was deleted: by the rights that `restoreEntries` asks for. */
export function mayRestore({ may, originOf }: ChangeScope, { actor }: { actor: string }): boolean {
  return may('administer') || (actor === originOf('restore').actor && may('delete'));
}

async function restoreEntry(scope: ChangeScope, id: string, answer: RestorationAnswer): Promise<void> {
  const { storage, repository, originOf } = scope;
  const origin = originOf('restore');
  const entry = await inWords(storage.trash.read(id));
  if (entry?.repository !== repository)
    throw new DashboardProblem(404, 'The trash has no such entry: it was restored or purged, or it expired.');
  if (!mayRestore(scope, entry)) requireRight(scope, 'administer');
  const { tags } = await inWords(storage.trash.restore(id, origin));
  for (const { name, outcome } of tags) (outcome === 'taken' ? answer.taken : answer.restored).push(name);
}
