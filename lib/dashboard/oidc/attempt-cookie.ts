import { cookie, readCookie, sessionCookieName } from '../session-cookie';

/*
 * The cookie of a sign-in with OpenID Connect that is on its way. The provider, another site, sends the browser back to
 * this one by a link: `SameSite=Lax` lets the cookie come along with that.
 */

const nameOf = (origin: string) => `${sessionCookieName(origin)}-oidc`;

/** The value of a `Set-Cookie` header for one that begins. */
export function attemptCookie(origin: string, text: string, lifetimeMs: number): string {
  return cookie(origin, nameOf(origin), text, Math.ceil(lifetimeMs / 1000));
}

/** The value of a `Set-Cookie` header for one that has ended. */
export function endedAttemptCookie(origin: string): string {
  return cookie(origin, nameOf(origin), '', 0);
}

/** What a request brings of one. */
export function readAttemptCookie(header: string | undefined, origin: string): string | undefined {
  return readCookie(header, nameOf(origin));
}
