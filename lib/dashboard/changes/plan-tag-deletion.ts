import type { Digest } from '@/lib/oci/digest';
import { isTag, type Tag } from '@/lib/oci/reference';
import { exclusiveBytes } from '@/lib/storage/listing/exclusive-content';
import { guardsAmong } from '@/lib/storage/tag-rules';
import { DashboardProblem } from '../dashboard-problem';
import type { RepositoryScope } from '../repository-scope';
import { guardWords } from '../tags/guard-words';
import type { TagDeletionPlan, TagDeletionPlanBody } from './change-contracts';
import { type ChangeScope, requireRight } from './change-scope';

const namesMax = 20;
const digestsAtOnce = 200;

/**
 * What would go with some tags, or with all that match: the latter are written down, so that those and no others go.
 * For who may delete them, because the bytes that come free tell of what others hold.
 * @param untaggedAfterMs how long a manifest without a tag stays in this repository; 0 for ever
 * @throws DashboardProblem 403, 404
 */
export async function planTagDeletion(
  scope: ChangeScope,
  body: TagDeletionPlanBody,
  untaggedAfterMs: number,
): Promise<TagDeletionPlan> {
  requireRight(scope, 'delete');
  const { storage, repository, originOf } = scope;
  if ('q' in body) {
    const plan = await storage.planTags(repository, {
      matching: body.q,
      isFolded: body.attached === 'folded',
      actor: originOf('delete').actor,
    });
    if (!plan) throw new DashboardProblem(404, 'There is no such repository.');
    return { ...(await whatGoes(scope, storage.tagPlans.pages(plan.id), untaggedAfterMs)), plan: plan.id };
  }
  await storage.listTags(repository, { limit: 1 }); // Brings the index up to date.
  const names = [...new Set(body.names)].filter(isTag);
  const known = storage.tagTable.digestsOf(repository, names);
  return { ...(await whatGoes(scope, [known], untaggedAfterMs)), plan: null };
}

type Listed = readonly { name: Tag; digest: Digest }[];

async function whatGoes(
  scope: RepositoryScope,
  pages: AsyncIterable<Listed> | Iterable<Listed>,
  untaggedAfterMs: number,
): Promise<Omit<TagDeletionPlan, 'plan'>> {
  const { storage, repository } = scope;
  const tags: string[] = [];
  const going = new Map<Digest, number>();
  let [tagCount, guardedCount, guard]: [number, number, string | null] = [0, 0, null];
  for await (const page of pages) {
    tagCount += page.length;
    const guards = await guardsAmong(
      storage.parts,
      repository,
      page.map(({ name }) => name),
    );
    for (const { name, digest } of page) {
      if (tags.length < namesMax) tags.push(name);
      const by = guards.get(name);
      if (by) {
        guardedCount++;
        guard ??= `${name} is ${guardWords(by)}`;
      } else going.set(digest, (going.get(digest) ?? 0) + 1);
    }
  }
  const untagged: Digest[] = [];
  const digests = [...going.keys()];
  for (let at = 0; at < digests.length; at += digestsAtOnce) {
    const some = digests.slice(at, at + digestsAtOnce);
    const counts = storage.tagTable.countsOf(repository, some);
    untagged.push(...some.filter((digest) => (counts.get(digest) ?? 0) <= (going.get(digest) ?? 0)));
    await new Promise(setImmediate);
  }
  const freedBytes = await exclusiveBytes(storage.parts.database, repository, untagged);
  return {
    tagCount,
    tags,
    guardedCount,
    guard,
    untagged: untagged.length,
    freedBytes: freedBytes ?? null,
    trashMs: storage.parts.trashStore.trashMs,
    untaggedAfterMs,
  };
}
