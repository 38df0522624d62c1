import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import type { BackupReport } from '@/lib/maintenance/backup/backup';
import type { CheckResult } from '@/lib/maintenance/check/run-check';
import type { CollectionPlan } from '@/lib/maintenance/collection/plan';
import type { CollectionResult, Garbage } from '@/lib/maintenance/collection/report';
import type { JobRun } from '@/lib/maintenance/job-run';
import type { PlannedRetentionResult } from '@/lib/maintenance/retention/run-planned';
import type { ScrubResult } from '@/lib/maintenance/scrub';
import { summaryOf } from './job-summary';

/** What a page shows of what a backup left out. */
const leftOutMax = 200;

/** A run with all that came out of it. */
export function detailOf(run: JobRun): JobDetail {
  const result = run.state === 'done' && typeof run.result === 'object' ? run.result : undefined;
  return {
    nowMs: Date.now(),
    job: summaryOf(run),
    totals: null,
    garbage: [],
    garbageOmitted: 0,
    waiting: [],
    findings: [],
    findingsTotal: 0,
    corrupt: [],
    unreadable: [],
    backup: null,
    retention: null,
    plan: null,
    ...(result && cameOut(run.kind, result)),
  };
}

function cameOut(kind: JobRun['kind'], result: object): Partial<JobDetail> {
  switch (kind) {
    case 'plan':
      return ofPlan(result as CollectionPlan);
    case 'collection':
      return { totals: totalsOf(result as CollectionResult) };
    case 'check':
      return ofCheck(result as Partial<CheckResult>);
    case 'scrub':
      return ofScrub(result as ScrubResult);
    case 'backup':
      return ofBackup(result as BackupReport);
    case 'retention':
      return { plan: (result as Partial<PlannedRetentionResult>).plan ?? null };
    default:
      return {};
  }
}

function ofPlan({ totals, garbage, garbageOmitted, waiting = [] }: CollectionPlan): Partial<JobDetail> {
  return {
    totals: totalsOf(totals),
    garbage: garbage.map(shownGarbage),
    garbageOmitted,
    waiting: waiting.map(shownGarbage),
  };
}

function shownGarbage(one: Garbage): JobDetail['garbage'][number] {
  const { kind, repository, name, bytes, reason, sharedWith, dueAtMs } = one;
  return {
    kind,
    repository: repository ?? null,
    name,
    bytes,
    reason,
    sharedWith: sharedWith?.repositories ?? [],
    dueAtMs: dueAtMs ?? null,
  };
}

function totalsOf(totals: CollectionResult): NonNullable<JobDetail['totals']> {
  const { blobs, manifests, uploads, poolEntries, waiting, freeBytes, sharedBytes } = totals;
  return { blobs, manifests, uploads, poolEntries, waiting, freeBytes, sharedBytes };
}

function ofCheck({ findings = [], total = 0 }: Partial<CheckResult>): Partial<JobDetail> {
  return {
    findings: findings.map(({ kind, severity, place, consequence, repair, detail }) => ({
      kind,
      severity,
      place: `${place.path}${place.by === undefined ? '' : `, named by ${place.by}`}${detail === undefined ? '' : ` (${detail})`}`,
      repository: place.repository ?? null,
      tag: place.tag ?? null,
      consequence,
      repair,
    })),
    findingsTotal: total,
  };
}

function ofScrub({ corrupt = [], unreadable = [] }: ScrubResult): Partial<JobDetail> {
  return {
    corrupt: corrupt.map(({ digest, path, healedFrom }) => ({
      digest,
      path,
      healedFrom: healedFrom ?? null,
    })),
    unreadable,
  };
}

function ofBackup({ place, mode, bytes, leftOut = [] }: BackupReport): Partial<JobDetail> {
  return {
    backup: {
      place,
      mode,
      bytes,
      leftOut: leftOut
        .slice(0, leftOutMax)
        .map(({ repository, reference, reason }) => ({ repository, reference, reason })),
      leftOutOmitted: Math.max(0, leftOut.length - leftOutMax),
    },
  };
}
