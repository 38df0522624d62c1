import type { Logger } from 'pino';
import type { TokenAnswer } from '@/lib/auth/token-endpoint';
import type { Access } from '@/lib/registry/handle';

/** Writes one line for an answered request: refusals as `info`, faults of the registry as `error`. */
export function logAccess(log: Logger, { error, durationMs, route: _, ...access }: Access): void {
  const line = {
    ...access,
    durationMs: Math.round(durationMs * 10) / 10,
    ...(error && { code: error.code, reason: error.message }),
  };
  const isFault = access.status >= 500 || access.cut === 'unsound' || access.cut === 'short';
  if (isFault) log.error({ ...line, err: error?.cause ?? error }, 'request failed');
  else log.info(line, 'request');
}

/** Writes one line for a bearer token that was given, or refused. */
export function logToken(log: Logger, { outcome, status, scope }: TokenAnswer): void {
  const principal = 'refused' in outcome ? (outcome.name ?? 'anonymous') : outcome.principal.name;
  log.info({ principal, status, scope, ...('refused' in outcome && { reason: outcome.refused }) }, 'token');
}
