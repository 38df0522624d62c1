import { createHash, randomUUID } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Scope } from '../principal';
import { type Access, scopeOf } from '../scope';
import { algorithm, type SigningKeys } from './signing-keys';

/** Who issues the tokens, and whom they are for: this registry, both. */
export const service = 'cyberdock';
const type = 'at+jwt';

/** What a bearer token says of its holder. */
export interface Claims {
  /** The account; empty for who has not signed in. */
  subject: string;
  /** The account's generation when the token was given; absent for anonymous ones. */
  generation: string | undefined;
  /** The access token that it was given for. */
  accessToken: string | undefined;
  access: readonly Access[];
  expiresAtMs: number;
}

/** What a token says, and what it is for as its holder is judged by. */
export interface VerifiedClaims extends Claims {
  scope: Scope;
}

/** A token as its holder gets it. */
export interface IssuedToken {
  token: string;
  issuedAtMs: number;
  lifetimeS: number;
}

/** What a token is issued for. */
type TokenClaims = Pick<Claims, 'subject' | 'generation' | 'accessToken' | 'access'>;

/** Why a token was not accepted. */
export type Refusal = 'expired' | 'invalid';

const claimsSchema = z.object({
  sub: z.string(),
  exp: z.number(),
  gen: z.string().optional(),
  via: z.string().optional(),
  access: z.array(
    z.object({ type: z.enum(['repository', 'registry']), name: z.string(), actions: z.array(z.string()) }),
  ),
});

/** Tokens that were issued here or whose signature was checked, each kept until it expires. */
const keptMax = 10_000;
/** Different ones that are given in one second and kept for whoever else asks for the same. */
const givenMax = 1_000;
/** Longer than any that is issued: what is longer is not even parsed. */
const tokenLengthMax = 32_768;

/**
 * Issues and verifies bearer tokens: JSON Web Tokens as Docker's token specification has them, with the account's
 * generation besides. A signature of another process is checked once, then the token is known until it expires; whether
 * its account still is what it was, is for the caller to ask.
 * @see https://distribution.github.io/distribution/spec/auth/jwt/
 */
export class BearerTokens {
  readonly #keys: SigningKeys;
  readonly #lifetimeMs: number;
  readonly #known = new LRUCache<string, VerifiedClaims>({ max: keptMax });
  readonly #given = new LRUCache<string, { issuedAtMs: number; token: Promise<string> }>({ max: givenMax });

  constructor(keys: SigningKeys, lifetimeMs: number) {
    this.#keys = keys;
    this.#lifetimeMs = lifetimeMs;
  }

  /**
   * Whoever asks for the same in the same second gets the same token, as the nodes of a cluster do that pull one image
   * at once: its times are whole seconds, so another would differ in its name alone.
   * @returns the token, when it was issued, and for how many seconds it is valid
   */
  async issue(claims: TokenClaims): Promise<IssuedToken> {
    const issuedAtMs = Math.floor(Date.now() / 1000) * 1000;
    const lifetimeS = Math.floor(this.#lifetimeMs / 1000);
    const { subject, generation, accessToken, access } = claims;
    const key = JSON.stringify([subject, generation, accessToken, access]);
    let given = this.#given.get(key);
    if (given?.issuedAtMs !== issuedAtMs) {
      given = { issuedAtMs, token: this.#sign(claims, issuedAtMs / 1000, lifetimeS) };
      given.token.catch(() => this.#given.delete(key));
      this.#given.set(key, given);
    }
    return { token: await given.token, issuedAtMs, lifetimeS };
  }

  async #sign(claims: TokenClaims, issuedAtS: number, lifetimeS: number): Promise<string> {
    const key = await this.#keys.current();
    const payload: JWTPayload = {
      ...(claims.generation !== undefined && { gen: claims.generation }),
      ...(claims.accessToken !== undefined && { via: claims.accessToken }),
      access: claims.access,
    };
    const token = await new SignJWT(payload)
      .setProtectedHeader({ alg: algorithm, kid: key.id, typ: type })
      .setIssuer(service)
      .setAudience(service)
      .setSubject(claims.subject)
      .setIssuedAt(issuedAtS)
      .setNotBefore(issuedAtS)
      .setExpirationTime(issuedAtS + lifetimeS)
      .setJti(randomUUID())
      .sign(key.privateKey);
    // Whoever asks for one comes back with it at once: the signature of this process need not be checked.
    const { subject, generation, accessToken, access } = claims;
    const expiresAtMs = (issuedAtS + lifetimeS) * 1000;
    const scope = scopeOf(access);
    this.#known.set(keyOf(token), { subject, generation, accessToken, access, scope, expiresAtMs });
    return token;
  }

  /** What a token says, if it is one that this registry issued for itself and it has not expired. */
  async verify(token: string): Promise<VerifiedClaims | Refusal> {
    if (token.length > tokenLengthMax) return 'invalid';
    const key = keyOf(token);
    const known = this.#known.get(key) ?? (await this.#check(token));
    if (typeof known === 'string') return known;
    if (known.expiresAtMs <= Date.now()) {
      this.#known.delete(key);
      return 'expired';
    }
    this.#known.set(key, known);
    return known;
  }

  async #check(token: string): Promise<VerifiedClaims | Refusal> {
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = await this.#keys.find(kid ?? '');
          if (!key) throw new errors.JWKSNoMatchingKey();
          return key.publicKey;
        },
        // Nothing of the token chooses the algorithm: neither `none` nor an HMAC with the public key gets in.
        {
          algorithms: [algorithm],
          issuer: service,
          audience: service,
          typ: type,
          requiredClaims: ['exp', 'sub'],
        },
      );
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success) return 'invalid';
      const { sub, exp, gen, via, access } = claims.data;
      const scope = scopeOf(access);
      return { subject: sub, generation: gen, accessToken: via, access, scope, expiresAtMs: exp * 1000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'expired';
      if (error instanceof errors.JOSEError || error instanceof TypeError) return 'invalid';
      throw error;
    }
  }
}

/** A hash of a token, for what is kept must not be worth stealing from memory, nor be long. */
function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
