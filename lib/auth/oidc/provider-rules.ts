import type { OidcConfig } from '@/lib/config';
import type { Role } from '../principal';
import type { OidcIdentity } from './oidc-identities';

/** What the settings say of those who sign in with OpenID Connect. */
export type ProviderSettings = Pick<
  OidcConfig,
  'issuer' | 'allowedGroups' | 'administratorGroups' | 'auditorGroups' | 'refreshAfterMs'
>;

/**
 * Whether what a provider said of somebody lets them in now. What it said too long ago is not believed at all: to forget
 * the groups alone would also forget what rules forbid to a group.
 */
export function standingOf(
  { issuer, groups, signedInAtMs }: OidcIdentity,
  settings: ProviderSettings | undefined,
  nowMs: number,
): 'good' | 'stale' | 'refused' {
  if (settings === undefined || issuer !== settings.issuer || !isAllowed(groups, settings)) return 'refused';
  return nowMs - signedInAtMs > settings.refreshAfterMs ? 'stale' : 'good';
}

/** Whether who is in these groups may sign in at all. */
export function isAllowed(groups: readonly string[], { allowedGroups }: ProviderSettings): boolean {
  return allowedGroups.length === 0 || allowedGroups.some((group) => groups.includes(group));
}

/** The role that groups of the provider give. */
export function roleOfGroups(groups: readonly string[], settings: ProviderSettings | undefined): Role {
  if (settings?.administratorGroups.some((group) => groups.includes(group))) return 'administrator';
  return settings?.auditorGroups.some((group) => groups.includes(group)) ? 'auditor' : 'user';
}
