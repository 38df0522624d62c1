import type { CollectionResult } from '@/lib/maintenance/collection/report';
import type { EndedRun } from '@/lib/maintenance/job-run';
import type { AuditRecord } from '@/lib/observability/audit/audit-record';

/** Names of counts in the result of a job that say that it changed something. */
const changing =
  /^(removed|deleted|taken|freed|collected|condemned|trashed|expired|untagged|repaired|mended|restored|healed|rebuilt|moved|corrupt|quarantined)/i;
const depthMax = 4;

/**
 * What the audit trail says of a run of a job: all that changed something, failed, or was asked for by a person;
 * `undefined` for a scheduled run that found nothing to do.
 */
export function auditOfJob({
  kind,
  cause,
  actor,
  state,
  durationMs,
  result,
}: EndedRun): AuditRecord | undefined {
  // It changes nothing, and the run that it leads to is told of.
  if (kind === 'plan' || kind === 'retention-plan') return undefined;
  const isAsked = cause === 'command line' || cause === 'dashboard';
  if (state === 'done' && !isAsked && !hasChanged(kind, result)) return undefined;
  return {
    atMs: Date.now(),
    actor: actor ?? (isAsked ? cause : kind),
    action: `${kind}.run`,
    result: state === 'done' ? 'ok' : state,
    detail: { cause, durationMs: Math.round(durationMs), ...(isSmall(result) && { result }) },
  };
}

function hasChanged(kind: EndedRun['kind'], result: unknown): boolean {
  return kind === 'collection' ? hasCollected(result) : toldChanges(result);
}

/** Collection names what it took by what it was. */
function hasCollected(result: unknown): boolean {
  const { blobs, manifests, poolEntries, uploads } = (result ?? {}) as Partial<CollectionResult>;
  return [blobs, manifests, poolEntries, uploads].some((amount) => (amount?.count ?? 0) > 0);
}

/** Whether a job's result has a count above zero, or a list with entries, under a name that tells of a change. */
function toldChanges(result: unknown, depth = 0): boolean {
  if (typeof result !== 'object' || result === null || depth > depthMax) return false;
  return Object.entries(result).some(([name, value]) => {
    const isSome = (typeof value === 'number' && value > 0) || (Array.isArray(value) && value.length > 0);
    return (isSome && changing.test(name)) || toldChanges(value, depth + 1);
  });
}

function isSmall(result: unknown): boolean {
  return (JSON.stringify(result) ?? '').length <= 1_000;
}
