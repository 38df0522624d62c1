import { isDigest } from '@/lib/oci/digest';
import { isTag } from '@/lib/oci/reference';
import { DashboardProblem } from '../dashboard-problem';
import type { SeenTag, TagDeletionAnswer } from './change-contracts';
import { type ChangeScope, inWords, requireRight } from './change-scope';

/** Who is told of what becomes of tags, as it happens. */
export interface DeletionWatch {
  onDeleted?: (tag: SeenTag) => void;
  /** Told of an error that nobody foresaw: no other tag is tried after it. */
  onFailed?: (error: unknown) => void;
}

/**
 * Removes tags, each only while it is what was seen of it; what others point to stays untouched. The trash keeps what
 * they were. Whatever happens in the middle, the answer says what is gone and what brings it back.
 * @throws DashboardProblem 403
 */
export async function deleteTags(
  scope: ChangeScope,
  tags: readonly SeenTag[],
  watch: DeletionWatch = {},
): Promise<TagDeletionAnswer> {
  requireRight(scope, 'delete');
  const answer: TagDeletionAnswer = { deleted: [], kept: [] };
  const sinceMs = Date.now();
  let hasFailed = false;
  for (const seen of tags) {
    const why = hasFailed
      ? 'It was not tried, because an error came before it.'
      : await whyKept(scope, seen, failed);
    if (why !== undefined) answer.kept.push({ name: seen.name, why });
    else {
      answer.deleted.push({ name: seen.name, digest: seen.digest, entry: null });
      watch.onDeleted?.(seen);
    }
  }
  if (answer.deleted.length === 0) return answer;
  const entries = await entriesSince(scope, sinceMs).catch((error: unknown) => {
    failed(error);
    return new Map<string, string>();
  });
  for (const one of answer.deleted) one.entry = entries.get(one.name) ?? null;
  return answer;

  function failed(error: unknown): void {
    hasFailed = true;
    watch.onFailed?.(error);
  }
}

/** Removes a tag. @returns why it stays; `undefined` when it is gone */
export async function whyKept(
  scope: ChangeScope,
  seen: SeenTag,
  failed: (error: unknown) => void,
): Promise<string | undefined> {
  try {
    await deleteTag(scope, seen);
    return undefined;
  } catch (error) {
    if (error instanceof DashboardProblem) return error.message;
    failed(error);
    return 'It could not be deleted; the log of the registry has the cause.';
  }
}

/** The entries of the trash that single tags of the repository went into since a time. */
async function entriesSince(
  { storage, repository }: ChangeScope,
  sinceMs: number,
): Promise<Map<string, string>> {
  const { entries } = await storage.trash.list({ repository, sinceMs });
  return new Map(
    entries
      .filter(({ kind }) => kind === 'tag')
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
