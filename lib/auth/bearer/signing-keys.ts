import { randomBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Database } from '@/lib/database/database';

/** ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4). The only one that is ever accepted. */
export const algorithm = 'ES256';

/** A key to sign and to verify with. */
export interface SigningKey {
  id: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  createdAtMs: number;
}

/** How often it is looked for keys that other processes have made. */
const lookIntervalMs = 1_000;

/**
 * The keys that bearer tokens are signed with: in the database, so that every process on it, and the same one after a
 * restart, accepts what any of them signed. A new one is begun when the newest has had its time; an old one stays as
 * long as a token that it signed can be valid.
 */
export class SigningKeys {
  readonly #database: Database;
  readonly #rotationMs: number;
  readonly #tokenLifetimeMs: number;
  readonly #keys = new Map<string, Promise<SigningKey>>();
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #signsWith: { row: KeyRow; readAtMs: number } | undefined;

  constructor(
    database: Database,
    { rotationMs, tokenLifetimeMs }: { rotationMs: number; tokenLifetimeMs: number },
  ) {
    this.#database = database;
    this.#rotationMs = rotationMs;
    this.#tokenLifetimeMs = tokenLifetimeMs;
  }

  /** The key to sign with now, as of at most a second ago: one that another process has just begun is not needed yet. */
  async current(): Promise<SigningKey> {
    const isDue = ({ createdAtMs }: KeyRow) => Date.now() - createdAtMs >= this.#rotationMs;
    let signsWith = this.#signsWith;
    if (!signsWith || performance.now() - signsWith.readAtMs >= lookIntervalMs || isDue(signsWith.row)) {
      const newest = this.#newest();
      const row = newest && !isDue(newest) ? newest : await this.#rotate();
      signsWith = { row, readAtMs: performance.now() };
      this.#signsWith = signsWith;
    }
    return await this.#read(signsWith.row);
  }

  /** The key of this name; `undefined` when there is none, or it is too old for any token to be valid. */
  async find(id: string): Promise<SigningKey | undefined> {
    if (this.#keys.has(id)) return await this.#keys.get(id);
    // Names come from whoever sends a token: made-up ones must not cost a query each.
    if (performance.now() - this.#lookedAtMs < lookIntervalMs) return undefined;
    this.#lookedAtMs = performance.now();
    for (const row of this.#rows()) void this.#read(row);
    return await this.#keys.get(id);
  }

  async #rotate(): Promise<KeyRow> {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const made: KeyRow = {
      id: randomBytes(9).toString('base64url'),
      privateJwk: JSON.stringify(await exportJWK(privateKey)),
      createdAtMs: Date.now(),
    };
    const { query } = this.#database;
    return this.#database.durably(() => {
      // Another process may have been faster.
      const newest = this.#newest();
      if (newest && made.createdAtMs - newest.createdAtMs < this.#rotationMs) return newest;
      const tooOldMs = made.createdAtMs - this.#rotationMs - this.#tokenLifetimeMs - clockSlackMs;
      this.#database.run(query.deleteFrom('signing_key').where('created_at_ms', '<', tooOldMs));
      this.#database.run(
        query
          .insertInto('signing_key')
          .values({ id: made.id, private_jwk: made.privateJwk, created_at_ms: made.createdAtMs }),
      );
      this.#keys.clear();
      return made;
    });
  }

  #newest(): KeyRow | undefined {
    return this.#rows()[0];
  }

  /** The newest first. */
  #rows(): KeyRow[] {
    const rows = this.#database.query.selectFrom('signing_key').selectAll().orderBy('created_at_ms', 'desc');
    return this.#database.all(rows).map(({ id, private_jwk, created_at_ms }) => ({
      id,
      privateJwk: private_jwk,
      createdAtMs: created_at_ms,
    }));
  }

  async #read({ id, privateJwk, createdAtMs }: KeyRow): Promise<SigningKey> {
    const key = this.#keys.get(id) ?? importKey(id, JSON.parse(privateJwk) as JWK, createdAtMs);
    this.#keys.set(id, key);
    return await key;
  }
}

interface KeyRow {
  id: string;
  privateJwk: string;
  createdAtMs: number;
}

/** Clocks of processes on one machine do not differ; one that is set may jump. */
const clockSlackMs = 3_600_000;

async function importKey(id: string, jwk: JWK, createdAtMs: number): Promise<SigningKey> {
  const { d: _, ...publicJwk } = jwk;
  const [privateKey, publicKey] = await Promise.all([
    importJWK(jwk, algorithm),
    importJWK(publicJwk, algorithm),
  ]);
  return { id, privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey, createdAtMs };
}
