import type { TokenAnswer } from '@/lib/auth/token-endpoint';
import type { AuditRecord } from '@/lib/observability/audit/audit-record';

/**
 * What the audit trail says of a request for a bearer token: passwords that were compared, refusals, and refresh tokens
 * that were given; `undefined` for a token of minutes, of which a build server gets thousands.
 */
export function auditOfToken(
  { outcome, status, body }: TokenAnswer,
  sender: { address: string | undefined; client: string | undefined },
): AuditRecord | undefined {
  const from = { atMs: Date.now(), ...sender };
  if ('refused' in outcome) {
    // Tokens expire every few minutes: that one has is no news.
    if (outcome.refused === 'expired') return undefined;
    const result = status === 429 ? 'TOOMANYREQUESTS' : 'UNAUTHORIZED';
    const detail = { reason: outcome.refused };
    return { ...from, actor: outcome.name ?? 'anonymous', action: 'account.signin', result, detail };
  }
  const { principal, accessToken, isFresh } = outcome;
  const detail = accessToken === undefined ? undefined : { token: accessToken };
  if (body.refresh_token !== undefined && status === 200 && isFresh)
    return { ...from, actor: principal.name, action: 'token.issue', result: 'ok', detail };
  return isFresh
    ? { ...from, actor: principal.name, action: 'account.signin', result: 'ok', detail }
    : undefined;
}
