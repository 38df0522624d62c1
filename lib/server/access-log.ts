import type { Logger } from 'pino';
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
