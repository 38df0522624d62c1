import type { Config } from '@/lib/config';
import type { ContentFigures } from '@/lib/observability/metrics/figures';
import type { JobKind, JobRun } from '../job-run';
import type { Jobs } from '../jobs';
import { type HealthCheck, type HealthCheckName, ok, wrong } from './health-check';
import { counted, spanInWords } from './words';

const kinds: readonly JobKind[] = ['collection', 'check', 'repair', 'scrub', 'retention', 'backup'];

/** What the last check of manifests and blobs found. */
export function checkConsistency(jobs: Jobs): HealthCheck {
  const last = lastDone(jobs, 'check');
  if (!last) {
    return wrong(
      'consistency',
      'warning',
      'The content was never checked.',
      'Run `cyberdock check`: it compares manifests, blobs and tags with each other.',
    );
  }
  const findings = findingsIn(last.result);
  const data = { endedAtMs: last.endedAtMs, result: last.result };
  const detail = `The last check ended ${agoOf(last)} ago`;
  if (findings === undefined) return ok('consistency', `${detail}.`, data);
  const { errors, warnings } = findings;
  if (errors + warnings === 0) return ok('consistency', `${detail} and found nothing wrong.`, data);
  return wrong(
    'consistency',
    errors > 0 ? 'failing' : 'warning',
    `${detail} with ${counted(errors, 'error')} and ${counted(warnings, 'warning')}.`,
    'Run `cyberdock check` to see them, then `cyberdock repair`.',
    data,
  );
}

/** Whether the bytes on disk are compared with their digests as often as they should be. */
export function checkVerification(
  jobs: Jobs,
  content: ContentFigures | undefined,
  { scrubPeriodMs }: Config['maintenance'],
  uptimeMs: number,
): HealthCheck {
  const last = lastDone(jobs, 'scrub');
  const data = {
    verifiedFiles: content?.verifiedFiles ?? null,
    oldestVerifiedAtMs: content?.verifiedOldestAtMs ?? null,
    lastScrubEndedAtMs: last?.endedAtMs ?? null,
    result: last?.result ?? null,
  };
  const verified =
    content === undefined ? '' : ` ${counted(content.verifiedFiles, 'file')} compared with their digests.`;
  if (scrubPeriodMs === 0) {
    return ok('verification', `Scrub is turned off (maintenance.scrubPeriod).${verified}`, data);
  }
  const sinceMs = last?.endedAtMs === undefined ? uptimeMs : Date.now() - last.endedAtMs;
  const detail = last ? `The last scrub ended ${agoOf(last)} ago.` : 'No scrub has ended yet.';
  if (sinceMs <= scrubPeriodMs * 2) return ok('verification', `${detail}${verified}`, data);
  return wrong(
    'verification',
    'warning',
    `${detail}${verified}`,
    'Run `cyberdock scrub`, or raise maintenance.diskRate so that it comes through in maintenance.scrubPeriod.',
    data,
  );
}

/** Whether garbage is collected as often as it should be. */
export function checkCollection(
  jobs: Jobs,
  { collectionIntervalMs }: Config['maintenance'],
  uptimeMs: number,
): HealthCheck {
  const last = lastDone(jobs, 'collection');
  const data = { lastEndedAtMs: last?.endedAtMs ?? null, result: last?.result ?? null };
  const detail = last ? `The last collection ended ${agoOf(last)} ago.` : 'No collection has ended yet.';
  if (collectionIntervalMs === 0) {
    return ok('collection', `${detail} It runs by \`cyberdock gc run\` alone.`, data);
  }
  const sinceMs = last?.endedAtMs === undefined ? uptimeMs : Date.now() - last.endedAtMs;
  if (sinceMs <= collectionIntervalMs * 3 + 3_600_000) return ok('collection', detail, data);
  return wrong(
    'collection',
    'warning',
    detail,
    'Look at the last runs below and in the log; `cyberdock gc run` collects now.',
    data,
  );
}

/** The last run of each job. */
export function checkJobs(jobs: Jobs): HealthCheck {
  const last = kinds.flatMap((kind) => jobs.list({ kind, limit: 1 }));
  const data = {
    runs: last.map(({ kind, cause, state, startedAtMs, endedAtMs, progress, result }) => ({
      kind,
      cause,
      state,
      startedAtMs,
      endedAtMs: endedAtMs ?? null,
      progress: progress ?? null,
      result: result ?? null,
    })),
  };
  const failed = last.filter(({ state }) => state === 'failed').map(({ kind }) => kind);
  if (failed.length === 0)
    return ok('jobs', `${counted(last.length, 'kind')} of jobs ran; none failed last.`, data);
  return wrong(
    'jobs',
    'warning',
    `The last run failed: ${failed.join(', ')}.`,
    'The error is with the run below and in the log; run the job again by `cyberdock`.',
    data,
  );
}

/** A check that could not be done. */
export function notDone(name: HealthCheckName, error: unknown): HealthCheck {
  return wrong(
    name,
    'failing',
    `This could not be checked: ${error instanceof Error ? error.message : String(error)}`,
    'Look at the disk and in the log.',
  );
}

function lastDone(jobs: Jobs, kind: JobKind): JobRun | undefined {
  return jobs.list({ kind, state: 'done', limit: 1 })[0];
}

function agoOf({ endedAtMs, startedAtMs }: JobRun): string {
  return spanInWords(Date.now() - (endedAtMs ?? startedAtMs));
}

/** How many findings a check's result tells of, without the remarks; `undefined` when it does not say. */
function findingsIn(result: unknown): { errors: number; warnings: number } | undefined {
  const { bySeverity } = (result ?? {}) as { bySeverity?: { error?: number; warning?: number } };
  return bySeverity && { errors: bySeverity.error ?? 0, warnings: bySeverity.warning ?? 0 };
}
