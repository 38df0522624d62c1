import type { Config } from '@/lib/config';
import type { StorageParts } from '@/lib/storage/storage';
import type { JobCause, Jobs } from '../jobs';
import { Pace } from '../pace';
import { CollectionPass } from './collection-pass';
import type { CollectionOptions } from './options';
import type { CollectionResult } from './report';

/** What a plan or a run may be given besides the settings. */
export type CollectionChoices = Pick<
  CollectionOptions,
  'repository' | 'full' | 'onGarbage' | 'onRepository' | 'progress' | 'heldDigests'
> & {
  /** Ends it. */
  signal: AbortSignal;
};

/** Finds what a run would take now, and takes nothing. @throws the signal's reason once it is aborted */
export async function planCollection(
  parts: StorageParts,
  settings: Config['maintenance'],
  choices: CollectionChoices,
): Promise<CollectionResult> {
  const { graceMs, untaggedAfterMs, diskBytesPerSecond } = settings;
  const pace = new Pace(choices.signal, diskBytesPerSecond);
  return await new CollectionPass(parts, { ...choices, graceMs, untaggedAfterMs, pace, dryRun: true }).run();
}

/**
 * Collects garbage, while the registry serves.
 * @throws JobRunning when another run goes on, and the signal's reason once it is aborted
 */
export async function runCollection(
  parts: StorageParts,
  jobs: Jobs,
  settings: Config['maintenance'],
  { cause, progress, ...choices }: CollectionChoices & { cause: JobCause },
): Promise<CollectionResult> {
  const { graceMs, untaggedAfterMs, diskBytesPerSecond } = settings;
  const job = {
    kind: 'collection',
    cause,
    signal: choices.signal,
    bytesPerSecond: diskBytesPerSecond,
  } as const;
  return await jobs.run(job, (context) =>
    new CollectionPass(parts, {
      ...choices,
      graceMs,
      untaggedAfterMs,
      pace: context.pace,
      progress: (state) => {
        context.progress(state);
        progress?.(state);
      },
      dryRun: false,
    }).run(),
  );
}
