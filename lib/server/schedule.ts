import type { Config } from '@/lib/config';
import { runCollection } from '@/lib/maintenance/collection/run-collection';
import type { Jobs } from '@/lib/maintenance/jobs';
import { retentionTask } from '@/lib/maintenance/retention/retention-task';
import { runScrub } from '@/lib/maintenance/run-scrub';
import type { ScheduledJob } from '@/lib/maintenance/scheduler';

import type { StorageParts } from '@/lib/storage/storage';

/** A period of the scrub has this many runs; each reads what fell due since the one before. */
const scrubsOfPeriod = 30;
const scrubIntervalMsMin = 60_000;

/** What the server runs by itself, and how often. */
export function scheduleOf(config: Config, parts: StorageParts, jobs: Jobs): ScheduledJob[] {
  const { collectionIntervalMs, scrubPeriodMs } = config.maintenance;
  const retention = retentionTask(parts, config.retention);
  return [
    {
      kind: 'collection',
      intervalMs: collectionIntervalMs,
      run: (signal) => runCollection(parts, jobs, config, { signal, cause: 'schedule' }),
    },
    {
      kind: 'retention',
      intervalMs: retention.intervalMs,
      run: (signal) => jobs.run({ kind: 'retention', cause: 'schedule', signal }, retention.run),
    },
    {
      kind: 'scrub',
      intervalMs: scrubPeriodMs === 0 ? 0 : Math.max(scrubPeriodMs / scrubsOfPeriod, scrubIntervalMsMin),
      run: (signal) => runScrub(parts, jobs, config.maintenance, { cause: 'schedule', signal }),
    },
  ];
}
