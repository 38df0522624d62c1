import type { Config } from '@/lib/config';
import type { StorageParts } from '@/lib/storage/storage';
import type { JobRequest, Jobs } from '../jobs';
import { Pace } from '../pace';
import { untaggedAfterMsFor } from '../retention/untagged-after';
import { CollectionPass } from './collection-pass';
import type { CollectionOptions } from './options';
import type { CollectionResult } from './report';

/** The settings that say what is garbage, and how fast it is looked for. */
export type CollectionSettings = Pick<Config, 'maintenance'>;

/** What a plan or a run may be given besides the settings. */
export type CollectionChoices = Pick<
  CollectionOptions,
  'repository' | 'full' | 'mayTake' | 'onGarbage' | 'onRepository' | 'progress'
> & {
  /** Ends it. */
  signal: AbortSignal;
};

/** What a run is given. */
export interface CollectionRequest extends CollectionChoices, JobRequest {
  /** What is done first, when no other run goes on; if it throws, nothing is taken. */
  before?: (signal: AbortSignal) => Promise<void>;
}

/** Finds what a run would take now, and takes nothing. @throws the signal's reason once it is aborted */
export async function planCollection(
  parts: StorageParts,
  settings: CollectionSettings,
  choices: CollectionChoices,
): Promise<CollectionResult> {
  const pace = new Pace(choices.signal, settings.maintenance.diskBytesPerSecond);
  const options = { ...choices, ...whatIsGarbage(parts, settings), pace, dryRun: true };
  return await new CollectionPass(parts, options).run();
}

/**
 * Collects garbage, while the registry serves.
 * @throws JobRunning when another run goes on, and the signal's reason once it is aborted
 */
export async function runCollection(
  parts: StorageParts,
  jobs: Jobs,
  settings: CollectionSettings,
  { cause, actor, onBegun, progress, before, ...choices }: CollectionRequest,
): Promise<CollectionResult> {
  const { diskBytesPerSecond: bytesPerSecond } = settings.maintenance;
  const { signal } = choices;
  return await jobs.run(
    { kind: 'collection', cause, actor, onBegun, signal, bytesPerSecond },
    async (context) => {
      await before?.(context.signal);
      return await new CollectionPass(parts, {
        ...choices,
        ...whatIsGarbage(parts, settings),
        signal: context.signal,
        pace: context.pace,
        progress: (state) => {
          context.progress(state);
          progress?.(state);
        },
        dryRun: false,
      }).run();
    },
  );
}

function whatIsGarbage(parts: StorageParts, settings: CollectionSettings) {
  const { graceMs, untaggedAfterMs } = settings.maintenance;
  const policies = parts.retentionPolicies.inForce;
  const byPolicy = policies.map((policy) => [policy.repositories, policy.untaggedAfterMs]);
  return {
    graceMs,
    untaggedAfterMs: (repository) => untaggedAfterMsFor(repository, settings.maintenance, policies),
    settingsKey: JSON.stringify({ graceMs, untaggedAfterMs, byPolicy }),
    heldDigests: (repository) => parts.trashStore.heldDigests(repository),
  } satisfies Partial<CollectionOptions>;
}
