import * as client from 'openid-client';

/** Why a sign-in with a provider came to nothing. */
export interface Failure {
  /**
   * `unavailable`: the provider did not answer; `cancelled`: it says that the person did not go on; `refused`: it
   * refuses, or what it says does not hold
   */
  kind: 'unavailable' | 'cancelled' | 'refused';
  /** For the log and the audit trail: what failed, without a secret and of bounded length. */
  reason: string;
}

/** What an error of `Provider` means. */
export function failureOf(error: unknown): Failure {
  if (error instanceof client.AuthorizationResponseError) {
    const reason = said(error.error, error.error_description);
    if (error.error === 'access_denied') return { kind: 'cancelled', reason };
    const isLater = error.error === 'temporarily_unavailable' || error.error === 'server_error';
    return { kind: isLater ? 'unavailable' : 'refused', reason };
  }
  if (error instanceof client.ResponseBodyError) {
    const reason = said(error.error, error.error_description);
    return { kind: error.status >= 500 ? 'unavailable' : 'refused', reason };
  }
  const { message, code, cause } = error as Error & { code?: unknown; cause?: unknown };
  const isServerError = cause instanceof Response && cause.status >= 500;
  // What fetch throws when there is no connection; mistakes in arguments have a code.
  const isUnreachable = error instanceof TypeError && code === undefined;
  const isSilent = code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT';
  const inner = cause instanceof Error ? cause.message : undefined;
  return {
    kind: isServerError || isUnreachable || isSilent ? 'unavailable' : 'refused',
    reason: said(message, inner !== undefined && inner !== message ? inner : undefined),
  };
}

function said(first: string, more: string | undefined): string {
  return (more === undefined ? first : `${first}: ${more}`).slice(0, 200);
}
