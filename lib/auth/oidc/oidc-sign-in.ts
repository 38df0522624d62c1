import pLimit from 'p-limit';
import type { OidcConfig, SecretText } from '@/lib/config';
import type { Account } from '../identity/accounts';
import type { Admission, NotAdmitted } from './admission';
import { type Failure, failureOf } from './failure';
import { personOf } from './person';
import { Provider } from './provider';
import { attemptOf, newAttempt } from './sign-in-attempt';

/** Where the provider sends browsers back to. */
export const callbackPath = '/auth/oidc/callback';

/**
 * Why a sign-in was refused. Besides those of `Failure` and `NotAdmitted`: `lapsed`: this browser began none, or another
 * one, or too long ago; `unreadable`: the provider does not say who it is, or not all of their groups; `busy`: too many
 * sign in at once.
 */
export const oidcRefusals = [
  'lapsed',
  'cancelled',
  'unavailable',
  'refused',
  'unreadable',
  'busy',
  'not-allowed',
  'disabled',
  'no-name',
  'name-taken',
] as const satisfies readonly (Failure['kind'] | NotAdmitted | 'lapsed' | 'unreadable' | 'busy')[];
export type OidcRefusal = (typeof oidcRefusals)[number];

/** What came of a sign-in. */
export interface OidcOutcome {
  /** The page to return to, as it was given at the beginning. */
  to?: string;
  /** Who it is for the provider, once that is known. */
  subject?: string;
  /** What they are called there, as far as that can be a name here. */
  name?: string;
  outcome: { account: Account; isNew: boolean } | { refused: OidcRefusal; reason?: string };
}

/** Each is a request to the provider or two; who sends many callbacks must not have it flooded. */
const atOnceMax = 16;
const waitingMax = 64;

/** Signing in with OpenID Connect: the authorization code flow with PKCE, from the button to the account. */
export class OidcSignIn {
  readonly provider: Provider;
  readonly #settings: OidcConfig;
  readonly #admission: Admission;
  readonly #turns = pLimit(atOnceMax);

  constructor(settings: OidcConfig, secret: SecretText | undefined, admission: Admission) {
    this.provider = new Provider(settings, secret);
    this.#settings = settings;
    this.#admission = admission;
  }

  /**
   * Begins a sign-in.
   * @param origin under which the browser reaches this server
   * @param to the page to return to
   * @returns where to send the browser, and what its cookie is to hold until it comes back
   */
  async begin(origin: string, to: string): Promise<{ location: string; attempt: string } | Failure> {
    const attempt = newAttempt(to, Date.now());
    try {
      const url = await this.provider.authorizationUrl(attempt, origin + callbackPath);
      return { location: url.href, attempt: attempt.text };
    } catch (error) {
      return failureOf(error);
    }
  }

  /**
   * Ends a sign-in.
   * @param origin as in `begin`
   * @param query of the address that the provider sent the browser to
   * @param attemptText what the cookie holds
   */
  async finish(origin: string, query: string, attemptText: string | undefined): Promise<OidcOutcome> {
    const states = new URLSearchParams(query).getAll('state');
    const attempt = states.length === 1 ? attemptOf(attemptText, states[0] ?? '', Date.now()) : undefined;
    if (!attempt) return { outcome: { refused: 'lapsed' } };
    const { to } = attempt;
    if (this.#turns.pendingCount >= waitingMax) return { to, outcome: { refused: 'busy' } };
    const url = new URL(`${origin}${callbackPath}?${query}`);
    const said = await this.#turns(() =>
      this.provider.claims(attempt, url).then(
        (claims) => ({ claims }),
        (error: unknown) => ({ failure: failureOf(error) }),
      ),
    );
    if ('failure' in said)
      return { to, outcome: { refused: said.failure.kind, reason: said.failure.reason } };
    const person = personOf(said.claims, this.#settings);
    if (person === 'unreadable') return { to, outcome: { refused: 'unreadable' } };
    const { subject, name } = person;
    const admitted = this.#admission.admit(person, Date.now());
    return {
      to,
      subject,
      name,
      outcome: typeof admitted === 'string' ? { refused: admitted } : admitted,
    };
  }
}
