import { blobsOf, keptContent, manifestBytesOf } from '@/lib/storage/listing/kept-content';
import { guardsAmong } from '@/lib/storage/tag-rules';
import { DashboardProblem } from '../dashboard-problem';
import type { RepositoryScope } from '../repository-scope';
import { guardWords } from '../tags/guard-words';
import type { RepositoryDeletionPlan } from './change-contracts';
import { type ChangeScope, changedMeanwhile, inWords, planOf, requireRight } from './change-scope';
import { keptByOthers } from './kept-of';

const namesMax = 20;
/** Tags that are looked at for one that is protected; the deletion itself looks at all. */
const guardedMax = 1_000;

/** What would go with a repository, for who may delete it. @throws DashboardProblem 403, 404 */
export async function planRepositoryDeletion(scope: RepositoryScope): Promise<RepositoryDeletionPlan> {
  const { storage, repository } = scope;
  requireRight(scope, 'delete');
  const page = await storage.tagPage(repository, { order: 'name', descending: false, limit: guardedMax });
  if (!page) throw new DashboardProblem(404, 'There is no such repository.');
  const manifestCount = storage.tagTable.manifestCount(repository);
  const [kept] = await guardsAmong(
    storage.parts,
    repository,
    page.rows.map(({ name }) => name),
  );
  const { database } = storage.parts;
  const keptBlobs = await keptContent(database, repository, await blobsOf(database, repository));
  const freedBytes = manifestBytesOf(database, repository) + keptBlobs.freedBytes;
  const lastEventId = storage.tagTable.lastEventId(repository);
  return {
    plan: planOf([repository, page.total, manifestCount, lastEventId, freedBytes, keptBlobs.keptBytes]),
    tagCount: page.total,
    manifestCount,
    tags: page.rows.slice(0, namesMax).map(({ name }) => name),
    freedBytes,
    kept: keptByOthers(scope, keptBlobs),
    freedAfterMs: storage.parts.trashStore.trashMs,
    guard: kept ? `${kept[0]} is ${guardWords(kept[1])}` : null,
  };
}

/**
 * Deletes all that a repository holds, if nothing of it has changed since that was planned.
 * @throws DashboardProblem 403, 404, 409
 */
export async function deleteWholeRepository(
  scope: ChangeScope,
  plan: string,
): Promise<{ entry: string | null }> {
  const { storage, repository, originOf } = scope;
  if ((await planRepositoryDeletion(scope)).plan !== plan) throw changedMeanwhile();
  const deleted = await inWords(storage.deleteRepository(repository, originOf('delete')));
  if (!deleted) throw new DashboardProblem(404, 'There is no such repository.');
  return { entry: deleted.trashEntry ?? null };
}
