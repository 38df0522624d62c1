import type { Outcome } from '@/lib/auth/authenticator';
import type { Sender } from '@/lib/auth/sessions';
import type { AuditAction, AuditRecord } from '@/lib/observability/audit/audit-record';
import type { Server } from '../server';

type Told = Pick<Server, 'observation'>;

/** Tells the audit trail what somebody did in the dashboard, or was refused. */
export function tell(
  { observation }: Told,
  action: AuditAction,
  { address, client }: Sender,
  record: Pick<AuditRecord, 'actor' | 'result' | 'detail' | 'repository'>,
): void {
  observation.audit.record({ atMs: Date.now(), action, address, client, ...record });
}

/**
 * Tells of a password or an access token that came with a request to the API: refusals, and passwords that were compared
 * just now, for a program sends its own with every request.
 */
export function tellOfSignIn(told: Told, outcome: Outcome, sender: Sender): void {
  if ('refused' in outcome) {
    const { refused, name } = outcome;
    tell(told, 'account.signin', sender, {
      actor: name?.slice(0, 128) ?? 'anonymous',
      result: refused === 'throttled' || refused === 'busy' ? 'TOOMANYREQUESTS' : 'UNAUTHORIZED',
      detail: { reason: refused, at: 'dashboard' },
    });
  } else if (outcome.isFresh) {
    const detail = { at: 'dashboard' };
    tell(told, 'account.signin', sender, { actor: outcome.principal.name, result: 'ok', detail });
  }
}
