import { type Selectable, sql } from 'kysely';
import type { JobRunTable } from '@/lib/database/tables/upkeep';

/**
 * The jobs of maintenance. One of each kind runs at a time, however many processes there are. A `plan` is of a collection,
 * a `retention-plan` of a run of retention.
 */
export const jobKinds = [
  'plan',
  'collection',
  'check',
  'repair',
  'scrub',
  'retention',
  'backup',
  'tag-deletion',
  'retention-plan',
] as const;
export type JobKind = (typeof jobKinds)[number];

/** What began a run. */
export type JobCause = 'schedule' | 'command line' | 'dashboard' | 'start';

/** One run, as it is remembered. */
export interface JobRun {
  id: number;
  kind: JobKind;
  cause: JobCause;
  /** Who asked for it, where somebody did and that was written down. */
  actor: string | undefined;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  startedAtMs: number;
  endedAtMs: number | undefined;
  progress: unknown;
  /** What the job returned, or the message of its error. */
  result: unknown;
}

/** A run that has ended, for whoever keeps a record of it. */
export interface EndedRun {
  kind: JobKind;
  cause: JobCause;
  /** Who asked for it, where somebody did. */
  actor?: string;
  state: 'done' | 'failed' | 'cancelled';
  durationMs: number;
  /** What the job returned, or the message of its error. */
  result: unknown;
}

/** A plan's result has thousands of items: they are left out before anything is read of them. */
export const shortResult = sql<string | null>`CASE WHEN kind = 'plan' AND state = 'done'
  THEN json_remove(result, '$.garbage', '$.repositories', '$.waiting') ELSE result END`.as('result');

/** A run as its row has it. */
export function toRun(row: Omit<Selectable<JobRunTable>, 'process'>): JobRun {
  return {
    id: row.id,
    kind: row.kind as JobKind,
    cause: row.cause as JobCause,
    actor: row.actor ?? undefined,
    state: row.state,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms ?? undefined,
    progress: row.progress === null ? undefined : JSON.parse(row.progress),
    result: row.result === null ? undefined : JSON.parse(row.result),
  };
}

/** Which runs a list has. */
export interface JobPage {
  kind?: JobKind;
  state?: JobRun['state'];
  limit: number;
  before?: number;
}
