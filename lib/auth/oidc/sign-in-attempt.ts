import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * A sign-in with OpenID Connect that a browser has begun. Its cookie holds a secret, from which everything is derived
 * that the provider is told, and with which the time and the page to return to are bound: nothing is kept here, so the
 * browser may come back to another process, and whoever begins thousands fills nothing. The callback counts in the
 * browser that has the cookie alone.
 */
export interface SignInAttempt {
  /** For the cookie. */
  text: string;
  /** RFC 6749, section 10.12. */
  state: string;
  /** OpenID Connect Core 1.0, section 3.1.2.1. */
  nonce: string;
  /** RFC 7636, section 4.1. */
  codeVerifier: string;
  /** The page to return to, as it was given. */
  to: string;
}

/** How long somebody may take to sign in at the provider. */
export const attemptLifetimeMs = 15 * 60_000;

/** Begins one. @param to the page to return to */
export function newAttempt(to: string, nowMs: number): SignInAttempt {
  return derive(randomBytes(32).toString('base64url'), nowMs, to);
}

/**
 * The attempt that a cookie stands for, when it is the one that the provider answers.
 * @param state as the provider gave it back
 * @returns undefined when it is another one, was changed, or is too old
 */
export function attemptOf(text: string | undefined, state: string, nowMs: number): SignInAttempt | undefined {
  const [, secret, at, to] = /^([A-Za-z0-9_-]{43})\.(\d{1,15})\.([A-Za-z0-9_-]*)$/.exec(text ?? '') ?? [];
  if (secret === undefined || at === undefined || to === undefined) return undefined;
  const ageMs = nowMs - Number(at);
  // A minute, for the clocks of several machines.
  if (ageMs > attemptLifetimeMs || ageMs < -60_000) return undefined;
  const attempt = derive(secret, Number(at), Buffer.from(to, 'base64url').toString('utf8'));
  const [given, wanted] = [Buffer.from(state), Buffer.from(attempt.state)];
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? attempt : undefined;
}

function derive(secret: string, atMs: number, to: string): SignInAttempt {
  const of = (what: string) =>
    createHmac('sha256', secret).update(`${what}\n${atMs}\n${to}`).digest('base64url');
  return {
    text: `${secret}.${atMs}.${Buffer.from(to).toString('base64url')}`,
    state: of('state'),
    nonce: of('nonce'),
    codeVerifier: of('code verifier'),
    to,
  };
}
