import { isDigest } from '@/lib/oci/digest';
import { isTag } from '@/lib/oci/reference';
import { DashboardProblem } from '../dashboard-problem';
import type { SeenTag, TagDeletionAnswer } from './change-contracts';
import { type ChangeScope, inWords, requireRight } from './change-scope';

/**
 * Removes tags, each only while it is what was seen of it; what others point to stays untouched. The trash keeps what
 * they were.
 * @throws DashboardProblem 403
 */
export async function deleteTags(scope: ChangeScope, tags: readonly SeenTag[]): Promise<TagDeletionAnswer> {
  requireRight(scope, 'delete');
  const answer: TagDeletionAnswer = { deleted: [], kept: [] };
  const sinceMs = Date.now();
  for (const seen of tags) {
    try {
      await deleteTag(scope, seen);
      answer.deleted.push({ name: seen.name, digest: seen.digest, entry: null });
    } catch (error) {
      if (!(error instanceof DashboardProblem)) throw error;
      answer.kept.push({ name: seen.name, why: error.message });
    }
  }
  const entries = await entriesSince(scope, sinceMs);
  for (const one of answer.deleted) one.entry = entries.get(one.name) ?? null;
  return answer;
}

/** The entries of the trash that single tags of the repository went into since a time. */
async function entriesSince(
  { storage, repository }: ChangeScope,
  sinceMs: number,
): Promise<Map<string, string>> {
  const { entries } = await storage.trash.list({ repository });
  return new Map(
    entries
      .filter(({ kind, deletedAtMs }) => kind === 'tag' && deletedAtMs >= sinceMs)
      .flatMap(({ id, tags }) => tags.map(({ name }) => [name, id] as const)),
  );
}

async function deleteTag(scope: ChangeScope, { name, digest, pushedAtMs }: SeenTag): Promise<void> {
  const { storage, repository, originOf } = scope;
  if (!isTag(name) || !isDigest(digest)) throw new DashboardProblem(400, 'This is no tag.');
  const only = { ifDigest: digest, ifPushedAtMs: pushedAtMs };
  const removed = await inWords(storage.manifests.untag(repository, name, originOf('delete'), only));
  if (!removed) {
    const isThere = await storage.manifests.hasName(repository, name);
    throw new DashboardProblem(
      409,
      isThere ? 'It was pushed again since it was shown.' : 'It was deleted already.',
    );
  }
}
