import type { Generated } from 'kysely';

/* Who may come in. */

/** A user or a robot. */
export interface AccountTable {
  /** `alice`, `robot+ci`. */
  name: string;
  kind: 'user' | 'robot';
  /** bcrypt; null for who can't sign in with a password. */
  password_hash: string | null;
  role: 'user' | 'auditor' | 'administrator';
  disabled: number;
  /** Another one after each change of what it signs in with: tokens and sessions of an older one are void. */
  generation: string;
  note: string | null;
  created_at_ms: number;
  created_by: string;
  signed_in_at_ms: number | null;
}

/** That an account, of this database or of another source, is in a group. */
export interface GroupMemberTable {
  group_name: string;
  account: string;
}

/** A rule of access that was made in the dashboard or on the command line. Lists are JSON. */
export interface AccessRuleTable {
  id: Generated<number>;
  effect: 'allow' | 'deny';
  subjects: string;
  repositories: string;
  actions: string;
  note: string | null;
  created_at_ms: number;
  created_by: string;
  /** Goes up with each change. */
  revision: Generated<number>;
}

/** A personal access token, or a robot's. A row that is gone is a token that was revoked. */
export interface AccessTokenTable {
  id: string;
  account: string;
  label: string;
  /** SHA-256, in hex. */
  secret_hash: string;
  /** JSON: what it is narrowed to; null when it is not. */
  grants: string | null;
  created_at_ms: number;
  created_by: string;
  expires_at_ms: number | null;
  used_at_ms: number | null;
  used_from: string | null;
}

/** What a container client keeps instead of a password. */
export interface RefreshTokenTable {
  id: string;
  account: string;
  generation: string;
  /** The access token that it was given for, with which it ends. */
  access_token: string | null;
  secret_hash: string;
  client: string | null;
  created_at_ms: number;
  expires_at_ms: number;
  used_at_ms: number | null;
}

/** Somebody who is signed in to the dashboard. */
export interface SessionTable {
  id: string;
  account: string;
  generation: string;
  secret_hash: string;
  /** Of the secret before the last rotation, for requests that were on their way. */
  previous_hash: string | null;
  rotated_at_ms: number;
  created_at_ms: number;
  seen_at_ms: number;
  address: string | null;
  client: string | null;
}

/** A key that bearer tokens are signed with. */
export interface SigningKeyTable {
  id: string;
  /** JSON Web Key (RFC 7517). */
  private_jwk: string;
  created_at_ms: number;
}

/** Whom the account of somebody stands for who signs in with OpenID Connect, and what their provider said last. */
export interface OidcIdentityTable {
  issuer: string;
  /** What the issuer calls them for ever: the claim `sub`. */
  subject: string;
  account: string;
  /** JSON: a list of names. */
  groups: string;
  /** When the provider said so. */
  signed_in_at_ms: number;
}
