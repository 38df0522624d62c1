import { nothingYet, type PlanOutcome, type TagPlan } from '@/lib/storage/listing/tag-plans';
import type { TagDeletionRun } from './change-contracts';
import { type ChangeScope, requireRight } from './change-scope';
import { type DeletionWatch, whyKept } from './delete-tags';

/** Tags after which it is written down how far this has come. */
const tagsAtOnce = 50;
/** Tags that stayed and are told of one by one. */
const keptMax = 100;

/** What a job gives to work that is long. */
interface Course {
  pace: { breathe: () => Promise<void> };
  progress: (state: object) => void;
}

/** What came of it, as the run is remembered. */
export interface PlannedRemoval extends Pick<PlanOutcome, 'deleted' | 'keptCount'> {
  repository: string;
}

/**
 * Removes the tags of a plan, each only while it is what it was then; what is protected, moved or gone stays and is told.
 * The trash keeps each. It can be ended between any two tags: what is done is done, and what is not stays.
 * @param scope asked again and again whether this is still allowed
 * @throws DashboardProblem 403; what ends the job; an error that nobody foresaw, after which no other tag is tried
 */
export async function removePlannedTags(
  scope: ChangeScope,
  plan: TagPlan,
  { pace, progress }: Course,
  watch: DeletionWatch,
): Promise<PlannedRemoval> {
  const { storage, repository } = scope;
  const outcome = nothingYet();
  const errors: unknown[] = [];
  try {
    for await (const page of storage.tagPlans.pages(plan.id, tagsAtOnce)) {
      for (const tag of page) {
        await pace.breathe();
        requireRight(scope, 'delete');
        const why = await whyKept(scope, tag, (error) => errors.push(error));
        if (errors.length > 0) throw errors[0];
        outcome.done++;
        if (why === undefined) {
          outcome.deleted++;
          watch.onDeleted?.(tag);
        } else {
          outcome.keptCount++;
          if (outcome.kept.length < keptMax) outcome.kept.push({ name: tag.name, why });
        }
      }
      storage.tagPlans.record(plan.id, outcome);
      progress({ done: outcome.done, of: plan.tags });
    }
  } finally {
    storage.tagPlans.record(plan.id, outcome);
    await storage.tagPlans.empty(plan.id);
  }
  return { repository, deleted: outcome.deleted, keptCount: outcome.keptCount };
}

/** How far the run of a plan has come. @param run as it is remembered; `undefined` when it is not any more */
export function runOfPlan(
  { tags, outcome }: TagPlan,
  run: { state: TagDeletionRun['state']; result: unknown } | undefined,
): TagDeletionRun {
  const { state = 'done', result } = run ?? {};
  const hasEnded = state === 'failed' || state === 'cancelled';
  return { state, of: tags, ...outcome, problem: hasEnded && typeof result === 'string' ? result : null };
}
