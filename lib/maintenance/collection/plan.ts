import type { StorageParts } from '@/lib/storage/storage';
import type { JobRequest, Jobs } from '../jobs';
import { Listed } from '../listed';
import type { CollectionResult, Garbage, RepositoryGarbage } from './report';
import { type CollectionSettings, planCollection, runCollection } from './run-collection';
import { InventoryTaking } from './take-inventory';

/** What a plan lists of each; the totals are exact all the same. */
const repositoriesMax = 1_000;
const garbageMax = 5_000;
const waitingMax = 500;

/** What a run would take now, item by item. */
export interface CollectionPlan {
  totals: CollectionResult;
  repositories: RepositoryGarbage[];
  repositoriesOmitted: number;
  /** What goes now. */
  garbage: Garbage[];
  garbageOmitted: number;
  /** The first of what goes when its time has come. */
  waiting: Garbage[];
}

/** More would go than a plan showed: nothing was taken. */
export class PlanChanged extends Error {
  override readonly name = 'PlanChanged';

  /** @param what would go besides */
  constructor(readonly what: string) {
    super(`since the plan was made, ${what} would go too: nothing was taken. Make another plan`);
  }
}

/** Makes a plan, as the job `plan`, and with it the inventory of the store. @throws JobRunning when another one is made */
export async function runPlan(
  parts: StorageParts,
  jobs: Jobs,
  settings: CollectionSettings,
  request: JobRequest,
): Promise<CollectionPlan> {
  let run = 0;
  const onBegun = (id: number) => {
    run = id;
    request.onBegun?.(id);
  };
  return await jobs.run({ kind: 'plan', ...request, onBegun }, async ({ signal, pace, progress }) => {
    const inventory = new InventoryTaking(parts, run);
    const repositories = new Listed<RepositoryGarbage>(repositoriesMax);
    const garbage = new Listed<Garbage>(garbageMax);
    const waiting = new Listed<Garbage>(waitingMax);
    const totals = await planCollection(parts, settings, {
      signal,
      progress,
      full: true,
      onRepository: (one) => repositories.add(one),
      onGarbage: (one) => {
        (goesNow(one) ? garbage : waiting).add(one);
        inventory.onGarbage(one);
      },
    });
    await inventory.finish(pace);
    return {
      totals,
      repositories: repositories.list,
      repositoriesOmitted: repositories.omitted,
      garbage: garbage.list,
      garbageOmitted: garbage.omitted,
      waiting: waiting.list,
    };
  });
}

/**
 * Collects what a plan lists, and nothing else: looks once more first, and takes nothing when more would go than the plan
 * found; what falls due after that look stays, and so does what the plan counted but did not list.
 * @throws PlanChanged; JobRunning when another collection runs
 */
export async function runPlanned(
  parts: StorageParts,
  jobs: Jobs,
  settings: CollectionSettings,
  plan: CollectionPlan,
  request: JobRequest,
): Promise<CollectionResult> {
  const shown = new Set(plan.garbage.map(keyOf));
  const before = async (signal: AbortSignal) => {
    let besides = 0;
    const totals = await planCollection(parts, settings, {
      signal,
      full: true,
      onGarbage: (one) => {
        if (goesNow(one) && !shown.has(keyOf(one))) besides += 1;
      },
    });
    // Of what was not listed, only how much it was can be compared.
    const more = plan.garbageOmitted > 0 ? countOf(totals) - countOf(plan.totals) : besides;
    if (more > 0) throw new PlanChanged(`${more} ${more === 1 ? 'thing' : 'things'}`);
  };
  const mayTake = (one: GarbageKey) => shown.has(keyOf(one));
  return await runCollection(parts, jobs, settings, { ...request, full: true, before, mayTake });
}

function goesNow({ dueAtMs }: Garbage): boolean {
  return dueAtMs === undefined;
}

type GarbageKey = Pick<Garbage, 'kind' | 'repository' | 'name'>;

function keyOf({ kind, repository, name }: GarbageKey): string {
  return `${kind} ${repository ?? ''} ${name}`;
}

function countOf({ blobs, manifests, poolEntries, uploads }: CollectionResult): number {
  return blobs.count + manifests.count + poolEntries.count + uploads.count;
}
