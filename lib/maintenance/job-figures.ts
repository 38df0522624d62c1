import type { Database } from '@/lib/database/database';
import type { JobFigures } from '@/lib/observability/metrics/figures';
import type { JobKind } from './job-run';

const kinds: readonly JobKind[] = ['collection', 'check', 'repair', 'scrub', 'retention', 'backup'];

/** How often each kind of job ran on this data folder, and when it last succeeded: in whatever process. */
export function readJobFigures(database: Database): JobFigures[] {
  const { query } = database;
  const counts = database.all(
    query
      .selectFrom('job_run')
      .select((row) => ['kind', 'state', row.fn.countAll<number>().as('count')])
      .groupBy(['kind', 'state']),
  );
  return kinds.map((kind) => {
    const count = (state: string) =>
      counts.find((row) => row.kind === kind && row.state === state)?.count ?? 0;
    const last = database.first(
      query
        .selectFrom('job_run')
        .select(['started_at_ms', 'ended_at_ms'])
        .where('kind', '=', kind)
        .where('state', '=', 'done')
        .orderBy('started_at_ms', 'desc')
        .limit(1),
    );
    const endedAtMs = last?.ended_at_ms ?? undefined;
    return {
      kind,
      runs: { done: count('done'), failed: count('failed'), cancelled: count('cancelled') },
      running: count('running') > 0,
      lastSuccessAtMs: endedAtMs,
      lastSuccessMs: last && endedAtMs !== undefined ? endedAtMs - last.started_at_ms : undefined,
    };
  });
}
