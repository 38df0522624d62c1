import { counted } from '@/lib/dashboard/administration/counted';
import type { JobSummary } from '@/lib/dashboard/administration/jobs-contract';
import type { PlannedRemoval } from '@/lib/dashboard/changes/remove-planned-tags';
import { sizeText } from '@/lib/dashboard/size-words';
import type { BackupReport } from '@/lib/maintenance/backup/backup';
import type { CheckResult } from '@/lib/maintenance/check/run-check';
import type { CollectionProgress } from '@/lib/maintenance/collection/options';
import type { CollectionPlan } from '@/lib/maintenance/collection/plan';
import type { CollectionResult } from '@/lib/maintenance/collection/report';
import type { JobRun } from '@/lib/maintenance/job-run';
import type { RetentionPlanResult } from '@/lib/maintenance/retention/plan-run';
import type { RetentionTaskResult } from '@/lib/maintenance/retention/retention-task';
import type { ScrubResult } from '@/lib/maintenance/scrub';

/** A run as lists show it. */
export function summaryOf(run: JobRun): JobSummary {
  const { id, kind, cause, actor, state, startedAtMs, endedAtMs } = run;
  const { words, needsCare = false } = state === 'running' ? { words: comeSoFar(run) } : cameOut(run);
  return {
    id,
    kind,
    cause,
    actor: actor ?? null,
    state,
    startedAtMs,
    endedAtMs: endedAtMs ?? null,
    words,
    fraction: state === 'running' ? fractionOf(run) : null,
    needsCare,
  };
}

type Progress = Partial<CollectionProgress> & {
  repository?: string;
  readFiles?: number;
  readBytes?: number;
  tags?: number;
  done?: number;
  of?: number;
  /** Of a backup: what it has so far. */
  repositories?: number;
  bytes?: number;
};

function comeSoFar({ progress }: JobRun): string {
  const {
    repositoriesDone,
    repositoriesTotal,
    phase,
    readFiles,
    readBytes,
    done,
    of,
    tags,
    repositories,
    bytes,
  } = (progress ?? {}) as Progress;
  if (phase !== undefined && phase !== 'repositories')
    return `Looking through ${phase === 'pool' ? 'the pool' : phase}`;
  if (repositoriesTotal !== undefined)
    return `${repositoriesDone} of ${counted(repositoriesTotal, 'repository', 'repositories')} looked at`;
  if (readFiles !== undefined) return `${counted(readFiles, 'file')} read, ${sizeText(readBytes ?? 0)}`;
  if (of !== undefined) return `${done} of ${of}`;
  if (repositories !== undefined && bytes !== undefined)
    return `${counted(repositories, 'repository', 'repositories')} taken, ${sizeText(bytes)}`;
  return tags === undefined ? 'It has just begun' : `${counted(tags, 'tag')} decided on`;
}

function fractionOf({ progress }: JobRun): number | null {
  const { repositoriesDone = 0, repositoriesTotal = 0, phase, done, of } = (progress ?? {}) as Progress;
  // What comes after the repositories is short.
  if (phase === 'uploads') return 0.95;
  if (phase === 'pool') return 0.97;
  if (repositoriesTotal > 0) return Math.min(repositoriesDone / repositoriesTotal, 1) * 0.95;
  return done !== undefined && of !== undefined && of > 0 ? done / of : null;
}

function cameOut({ kind, state, result }: JobRun): { words: string; needsCare?: boolean } {
  if (state === 'failed') return { words: `It failed: ${textOf(result)}`, needsCare: true };
  if (state === 'cancelled') return { words: `It was ended: ${textOf(result)}` };
  if (typeof result !== 'object' || result === null) return { words: 'Done' };
  switch (kind) {
    case 'plan':
      return { words: ofCollection((result as CollectionPlan).totals, 'would come free') };
    case 'collection':
      return { words: ofCollection(result as CollectionResult, 'freed') };
    case 'check':
      return ofCheck(result as CheckResult);
    case 'scrub':
      return ofScrub(result as ScrubResult);
    case 'retention':
      return { words: ofRetention(result as RetentionTaskResult) };
    case 'retention-plan':
      return { words: ofRetentionPlan(result as RetentionPlanResult) };
    case 'tag-deletion':
      return { words: ofTagDeletion(result as PlannedRemoval) };
    case 'backup':
      return ofBackup(result as BackupReport);
    default:
      return { words: 'Done' };
  }
}

function textOf(result: unknown): string {
  return typeof result === 'string' ? result : 'no reason was given';
}

function ofCollection(totals: CollectionResult | undefined, freed: string): string {
  if (!totals) return 'Done';
  const { blobs, manifests, uploads, poolEntries, freeBytes } = totals;
  const taken = [
    [blobs.count + poolEntries.count, 'blob'],
    [manifests.count, 'manifest'],
    [uploads.count, 'expired upload'],
  ] as const;
  const parts = taken.filter(([count]) => count > 0).map(([count, what]) => counted(count, what));
  return parts.length === 0 ? 'Nothing to take' : `${parts.join(', ')}: ${sizeText(freeBytes)} ${freed}`;
}

function ofCheck({ bySeverity }: CheckResult): { words: string; needsCare: boolean } {
  const { error = 0, warning = 0 } = bySeverity ?? {};
  if (error + warning === 0) return { words: 'All is well', needsCare: false };
  const parts = [
    error > 0 ? counted(error, 'error') : '',
    warning > 0 ? counted(warning, 'warning') : '',
  ].filter(Boolean);
  return { words: parts.join(' and '), needsCare: true };
}

function ofScrub({ readFiles, readBytes, corrupt, unreadable }: ScrubResult) {
  const read = `${counted(readFiles, 'file')} read, ${sizeText(readBytes)}`;
  const open = corrupt.filter(({ healedFrom }) => healedFrom === undefined).length;
  if (corrupt.length + unreadable.length === 0) return { words: `${read}: all is well`, needsCare: false };
  const healed = corrupt.length - open;
  const found = [
    open > 0 ? `${counted(open, 'corrupt file')}` : '',
    healed > 0 ? `${healed} healed` : '',
    unreadable.length > 0 ? `${unreadable.length} unreadable` : '',
  ].filter(Boolean);
  return { words: `${read}: ${found.join(', ')}`, needsCare: open + unreadable.length > 0 };
}

function ofRetention({ applied, tags, removed }: RetentionTaskResult): string {
  return `${counted(tags, 'tag')}: ${removed} ${applied === false ? 'would be removed' : 'removed'}`;
}

function ofRetentionPlan({ tags, removed, manifests, freedBytes }: RetentionPlanResult): string {
  if (removed === 0) return `${counted(tags, 'tag')} looked at: none would go`;
  const freed = manifests === 0 ? '' : `, ${sizeText(freedBytes)} would come free in time`;
  return `${counted(tags, 'tag')} looked at: ${counted(removed, 'tag')} would go${freed}`;
}

function ofTagDeletion({ repository, deleted, keptCount }: PlannedRemoval): string {
  const stayed = keptCount > 0 ? `, ${counted(keptCount, 'other')} stayed` : '';
  return `${counted(deleted, 'tag')} of ${repository} deleted${stayed}`;
}

function ofBackup({ repositories, bytes, leftOut = [] }: BackupReport): {
  words: string;
  needsCare: boolean;
} {
  const taken = `${counted(repositories, 'repository', 'repositories')}, ${sizeText(bytes)}`;
  if (leftOut.length === 0) return { words: taken, needsCare: false };
  return { words: `${taken}; ${counted(leftOut.length, 'broken thing')} left out`, needsCare: true };
}
