import type { OidcConfig } from '@/lib/config';
import { isName } from '../identity/user-name';

/** What a provider says of somebody, checked already to be its own word: claims of the ID token and of `userinfo`. */
export type Claims = Readonly<Record<string, unknown>>;

/** Somebody as this registry understands a provider. */
export interface Person {
  subject: string;
  /** What they would be called here; `undefined` when the provider gives no name that can be one. */
  name: string | undefined;
  groups: readonly string[];
}

/** More than any person is in; the list is stored, and searched for every request. */
const groupsMax = 2_000;
const groupLengthMax = 256;
const subjectLengthMax = 255;

type ClaimSettings = Pick<OidcConfig, 'usernameClaim' | 'groupsClaim'>;

/**
 * Reads claims.
 * @returns `unreadable` when the groups are not all there, or in no form that can be read: to go on without them would
 * also forget what rules forbid to a group
 */
export function personOf(
  claims: Claims,
  { usernameClaim, groupsClaim }: ClaimSettings,
): Person | 'unreadable' {
  const { sub: subject } = claims;
  if (typeof subject !== 'string' || subject === '' || subject.length > subjectLengthMax) return 'unreadable';
  const groups = groupsOf(claims, groupsClaim);
  return groups ? { subject, name: nameOf(claims, usernameClaim), groups } : 'unreadable';
}

/** A claim by its name, or by a path of names with dots between them. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (at, part) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, part) ? (at as Claims)[part] : undefined,
      claims,
    );
}

function groupsOf(claims: Claims, groupsClaim: string): string[] | undefined {
  // Providers that have too many to tell name where to ask for them instead (OpenID Connect Core 1.0, section 5.6.2).
  const elsewhere = claims._claim_names;
  if (typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, groupsClaim))
    return undefined;
  const value = claimAt(claims, groupsClaim) ?? [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const groups = list.filter((group) => typeof group === 'string');
  if (groups.length < list.length || groups.length > groupsMax) return undefined;
  // No setting and no rule can name a longer one.
  return [...new Set(groups)].filter((group) => group !== '' && group.length <= groupLengthMax);
}

/** Capital letters become small ones, as names here have them; accounts are told apart by subject, not by name. */
function nameOf(claims: Claims, usernameClaim: string): string | undefined {
  const value = claimAt(claims, usernameClaim);
  // Outside ASCII, other letters than A to Z become a to z.
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) return undefined;
  // Whoever may enter any address would choose whom rules take them for.
  if (usernameClaim === 'email' && claims.email_verified !== true) return undefined;
  const name = value.toLowerCase();
  return isName(name) ? name : undefined;
}
