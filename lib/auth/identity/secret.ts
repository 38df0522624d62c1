import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Access tokens and refresh tokens are texts such as `cdt_k3v9…_Q2hhbmdl…`: what it is, which one it is, and its
 * secret, of which only a hash is stored. 256 random bits need no slow hash. The first part lets people and scanners
 * of leaked secrets tell what it is.
 */
export interface Secret {
  id: string;
  /** The whole text: shown once. */
  text: string;
  /** What is stored: SHA-256 of the secret, in hex. */
  hash: string;
}

/** `cdt`: an access token; `cdr`: a refresh token; `cds`: a session of the dashboard. */
export type SecretKind = 'cdt' | 'cdr' | 'cds';

/** Makes a new one. @param id of the one whose secret it replaces */
export function newSecret(kind: SecretKind, id = randomBytes(9).toString('hex')): Secret {
  const secret = randomBytes(32).toString('base64url');
  return { id, text: `${kind}_${id}_${secret}`, hash: hashOf(secret) };
}

/** The parts of such a text; `undefined` when it is none of this kind. */
export function parseSecret(kind: SecretKind, text: string): { id: string; secret: string } | undefined {
  const [, found, id, secret] = /^([a-z]{3})_([0-9a-f]{18})_([A-Za-z0-9_-]{43})$/.exec(text) ?? [];
  return found === kind && id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** Whether a secret is the one whose hash was stored. The time does not tell how much of it is right. */
export function isSecret(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), Buffer.from(hash, 'hex'));
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
