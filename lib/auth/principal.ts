import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Action } from './access/actions';

/** What an identity may do in every repository, before any rule is asked. */
export const roles = ['user', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** Who asks: the outcome of authentication. Plain data; it holds no secret. */
export interface Principal {
  kind: 'anonymous' | 'user' | 'robot';
  /** `alice`; `robot+ci` for a robot; `anonymous`. */
  name: string;
  role: Role;
  /** Names of the groups that it is in. */
  groups: readonly string[];
  /** What its access token is narrowed to; all that the identity may, when absent. */
  limits?: readonly Grant[];
  /** What its bearer token was asked for; absent when it came with a password or an access token itself. */
  scope?: Scope;
}

/** Some actions in some repositories, as a token is narrowed to. */
export interface Grant {
  /** Globs of repository names, as in `matchesNameGlob`. */
  repositories: readonly string[];
  actions: readonly Action[];
}

/** What a bearer token is for. */
export interface Scope {
  repositories: readonly { repository: RepositoryName; actions: readonly Action[] }[];
  /** Whether it may list repositories. */
  catalog: boolean;
}

/** Somebody who has not signed in. */
export const anonymous: Principal = { kind: 'anonymous', name: 'anonymous', role: 'user', groups: [] };

/** Everybody, where `auth.mode` is `none`. */
export const unrestricted: Principal = { ...anonymous, role: 'administrator' };

/** How the name of a robot begins; no user's name has a `+`. */
export const robotPrefix = 'robot+';
