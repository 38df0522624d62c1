import type { EndedRun } from '@/lib/maintenance/jobs';
import type { AuditRecord } from '@/lib/observability/audit/audit-record';

/** Names of counts in the result of a job that say that it changed something. */
const changing =
  /^(removed|deleted|taken|freed|collected|condemned|trashed|expired|untagged|repaired|mended|restored|healed|rebuilt|moved|corrupt|quarantined)/i;
const depthMax = 4;

/**
 * What the audit trail says of a run of a job: all that changed something, failed, or was asked for by a person;
 * `undefined` for a scheduled run that found nothing to do.
 */
export function auditOfJob({ kind, cause, state, durationMs, result }: EndedRun): AuditRecord | undefined {
  const isAsked = cause === 'command line' || cause === 'dashboard';
  if (state === 'done' && !isAsked && !toldChanges(result)) return undefined;
  return {
    atMs: Date.now(),
    actor: isAsked ? cause : kind,
    action: `${kind}.run`,
    result: state === 'done' ? 'ok' : state,
    detail: { cause, durationMs: Math.round(durationMs), ...(isSmall(result) && { result }) },
  };
}

/** Whether a job's result has a count above zero, or a list with entries, under a name that tells of a change. */
export function toldChanges(result: unknown, depth = 0): boolean {
  if (typeof result !== 'object' || result === null || depth > depthMax) return false;
  return Object.entries(result).some(([name, value]) => {
    const isSome = (typeof value === 'number' && value > 0) || (Array.isArray(value) && value.length > 0);
    return (isSome && changing.test(name)) || toldChanges(value, depth + 1);
  });
}

function isSmall(result: unknown): boolean {
  return (JSON.stringify(result) ?? '').length <= 1_000;
}
