import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { BearerTokens, VerifiedClaims } from './bearer/bearer-tokens';
import type { Credentials } from './credentials';
import type { AccessToken, AccessTokens } from './identity/access-tokens';
import type { Directory, Identity } from './identity/directory';
import { nobodysHash, verifyPassword } from './identity/password';
import { networkOf } from './network-of';
import { anonymous, type Principal } from './principal';
import type { Throttle } from './throttle';

/** Somebody whose credentials were right, and what a token for them must end with. */
export interface Authenticated {
  principal: Principal;
  /** The account's generation; absent for who has not signed in. */
  generation?: string;
  /** The access token that they came with. */
  accessToken?: string;
  /** Whether a password was compared just now, and not one that was right a moment ago. */
  isFresh?: boolean;
}

/** Why credentials were refused. */
export interface Refused {
  /**
   * `stale`: a good access token of somebody who signed in with their provider too long ago; `busy`: too many passwords wait to be compared; `throttled`: too
   * many of them were wrong
   */
  refused: 'wrong' | 'expired' | 'stale' | 'invalid' | 'throttled' | 'busy';
  /** The name that was given, if any. */
  name?: string;
  retryAfterS?: number;
}

export type Outcome = Authenticated | Refused;

/** A password that was right once is not hashed again for this long from the same network, unless it was changed. */
const rememberedMs = 10 * 60_000;
const rememberedMax = 10_000;
const passwordLengthMax = 1_024;

/**
 * Tells who sends a request. A bearer token costs a look at what is kept in memory; so does a password that was right
 * a moment ago; one that is new costs a bcrypt hash, in a thread of its own, and only while the sender has not guessed
 * too often. Who does not exist takes as long as who gave a wrong password.
 */
export class Authenticator {
  readonly #directory: Directory;
  readonly #accessTokens: AccessTokens;
  readonly #bearerTokens: BearerTokens;
  readonly #throttle: Throttle;
  /** By an HMAC of name, network and password: what is in memory is worth nothing to who reads it. */
  readonly #right = new LRUCache<string, string>({ max: rememberedMax, ttl: rememberedMs });
  readonly #comparing = new Map<string, Promise<Outcome>>();
  readonly #key = randomBytes(32);

  constructor(parts: {
    directory: Directory;
    accessTokens: AccessTokens;
    bearerTokens: BearerTokens;
    throttle: Throttle;
  }) {
    this.#directory = parts.directory;
    this.#accessTokens = parts.accessTokens;
    this.#bearerTokens = parts.bearerTokens;
    this.#throttle = parts.throttle;
  }

  /** @param address the client's */
  async authenticate(credentials: Credentials, address: string): Promise<Outcome> {
    switch (credentials.kind) {
      case 'none':
        return { principal: anonymous };
      case 'bearer':
        return await this.#bearer(credentials.token);
      case 'basic':
        return await this.#basic(credentials.name, credentials.password, address);
      case 'certificate': {
        const identity = this.#directory.find(credentials.name);
        return identity ? signedIn(identity) : { principal: anonymous };
      }
      case 'unreadable':
        return { refused: 'invalid' };
    }
  }

  /** Somebody by what a refresh token says; `undefined` when it is void by now. */
  holder(name: string, generation: string, accessToken: string | undefined): Authenticated | undefined {
    const identity = this.#directory.find(name);
    if (!identity) return undefined;
    if (accessToken === undefined)
      return identity.generation === generation ? { principal: identity.principal, generation } : undefined;
    const token = this.#directory.token(accessToken);
    return token?.account === name ? throughToken(identity, token) : undefined;
  }

  async #bearer(token: string): Promise<Outcome> {
    // An access token is taken wherever a bearer token is: for scripts.
    if (token.startsWith('cdt_')) return this.#accessToken(undefined, token, undefined);
    const claims = await this.#bearerTokens.verify(token);
    if (typeof claims === 'string') return { refused: claims };
    const principal = this.#principalOf(claims);
    return principal ? { principal } : { refused: 'invalid', name: claims.subject };
  }

  #principalOf({ subject, generation, accessToken, scope }: VerifiedClaims): Principal | undefined {
    if (subject === '') return { ...anonymous, scope };
    const holder = this.holder(subject, generation ?? '', accessToken);
    return holder && { ...holder.principal, scope };
  }

  async #basic(name: string, password: string, address: string): Promise<Outcome> {
    if (password.length > passwordLengthMax) return { refused: 'wrong', name };
    if (password.startsWith('cdt_')) return this.#accessToken(name, password, address);
    // Of one network: whoever guesses from elsewhere must not get past what slows down guessing.
    const key = createHmac('sha256', this.#key)
      .update([name, networkOf(address), password].join('\0'))
      .digest('base64');
    const identity = this.#directory.find(name);
    if (identity?.passwordHash !== undefined && this.#right.get(key) === identity.passwordHash)
      return signedIn(identity);
    let comparing = this.#comparing.get(key);
    if (!comparing) {
      comparing = this.#compare(identity, { name, password, address, key });
      this.#comparing.set(key, comparing);
      void comparing.finally(() => this.#comparing.delete(key)).catch(() => undefined);
    }
    return await comparing;
  }

  async #compare(
    identity: Identity | undefined,
    { name, password, address, key }: { name: string; password: string; address: string; key: string },
  ): Promise<Outcome> {
    const waitMs = this.#throttle.waitMs(name, address);
    if (waitMs > 0) return { refused: 'throttled', name, retryAfterS: Math.ceil(waitMs / 1000) };
    const stored = identity?.passwordHash;
    const isRight = await verifyPassword(
      password,
      stored ?? nobodysHash,
      this.#directory.roundsMax,
      // Whoever guesses from many places must not keep out who comes from where people sign in.
      this.#throttle.isKnown(address) ? 'known' : 'stranger',
    ).catch((error: unknown) => {
      this.#throttle.abandoned(name, address);
      throw error;
    });
    if (isRight === undefined) {
      this.#throttle.abandoned(name, address);
      return { refused: 'busy', name, retryAfterS: 5 };
    }
    if (!isRight || !identity || stored === undefined) {
      this.#throttle.failed(name, address);
      return { refused: 'wrong', name };
    }
    this.#throttle.succeeded(name, address);
    this.#right.set(key, stored);
    return { ...signedIn(identity), isFresh: true };
  }

  #accessToken(name: string | undefined, text: string, address: string | undefined): Outcome {
    const token = this.#accessTokens.find(text);
    if (!token || (name !== undefined && token.account !== name)) return { refused: 'wrong', name };
    if ((token.expiresAtMs ?? Number.POSITIVE_INFINITY) <= Date.now())
      return { refused: 'expired', name: token.account };
    const identity = this.#directory.find(token.account);
    if (!identity)
      return { refused: this.#directory.isStale(token.account) ? 'stale' : 'wrong', name: token.account };
    this.#accessTokens.used(token, address, Date.now());
    return throughToken(identity, token);
  }
}

/** Somebody who comes with an access token: no more than it is narrowed to. */
function throughToken({ principal, generation }: Identity, { id, grants }: AccessToken): Authenticated {
  return { principal: { ...principal, ...(grants && { limits: grants }) }, generation, accessToken: id };
}

function signedIn({ principal, generation }: Identity): Authenticated {
  return { principal, generation };
}
