import type { AuditAction, AuditRecord } from '@/lib/observability/audit/audit-record';

/** What is about who may come in, and what they may do. */
const subjects: ReadonlySet<string> = new Set(['account', 'group', 'token', 'rule', 'session', 'quota']);
/** Refusals that are about it, whatever was asked for. */
const refusals: ReadonlySet<string> = new Set(['UNAUTHORIZED', 'DENIED', 'TOOMANYREQUESTS']);

/** The stable name of a security event, by which a log can be searched. */
export type SecurityEvent = AuditAction | 'access.unauthorized' | 'access.denied' | 'access.limited';

const names = {
  UNAUTHORIZED: 'access.unauthorized',
  DENIED: 'access.denied',
  TOOMANYREQUESTS: 'access.limited',
} as const;

/**
 * What a record of the audit trail is called in the log, if it is a security event: a change of, or a try with, an
 * account, a group, a token, a rule, a session or a quota by its own name; any other refusal by the kind of refusal.
 */
export function securityEventOf({ action, result }: AuditRecord): SecurityEvent | undefined {
  if (subjects.has(action.split('.')[0] ?? '')) return action;
  return refusals.has(result) ? names[result as keyof typeof names] : undefined;
}
