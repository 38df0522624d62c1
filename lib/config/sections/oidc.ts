import path from 'node:path';
import { z } from 'zod';
import { SecretText } from '../secret-text';
import { duration, list, optionalSetting, secret, setting, text } from '../setting';

const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** An issuer (OpenID Connect Core 1.0, section 2): https without query and fragment; http on this machine alone. */
function isIssuer(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(value);
  const isPrivate = protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname));
  return isPrivate && !/[?#]/.test(value) && search + hash + username + password === '';
}

const word = /^[^\s\p{C}]{1,256}$/u;
const line = /^[^\p{C}]{1,256}$/u;
const isClaim = (value: string) => word.test(value);
const groupNames = list('names of groups, as the provider writes them', (value) => line.test(value));

/** Signing in to the dashboard with OpenID Connect. */
export const oidcSettings = z
  .strictObject({
    issuer: optionalSetting(text('https://… without a query, or http://… on this machine', isIssuer), {
      description:
        'The provider of OpenID Connect at which people sign in to the dashboard: the address whose `/.well-known/openid-configuration` describes it. See [access](access.md#sign-in-with-openid-connect).',
      example: 'https://login.example.com/realms/company',
    }),
    clientId: optionalSetting(
      text('a text without spaces', (value) => word.test(value)),
      { description: 'The name under which the provider knows this registry.', example: 'cyberdock' },
    ),
    clientSecret: optionalSetting(secret(), {
      description:
        'The secret that the provider gave for `oidc.clientId`. Without one the registry is a public client, which PKCE alone protects.',
      example: 'Zm9vYmFyYmF6',
    }),
    clientSecretFile: optionalSetting(
      text('a path', (value) => value.trim() !== '' && !value.includes('\0')),
      {
        description:
          'A file that holds the secret, in the place of `oidc.clientSecret`. It is read at start.',
        example: '/run/secrets/oidc',
      },
    ),
    scopes: setting(
      list('names without spaces', (value) => word.test(value)),
      ['openid', 'profile', 'email'],
      {
        description:
          'What the provider is asked for; `openid` always. Some give groups for a scope of its own only.',
        example: '[openid, profile, groups]',
      },
    ),
    usernameClaim: setting(text('the name of a claim', isClaim), 'preferred_username', {
      description:
        'The claim that a user is named after at the first sign-in. Choose one that people cannot choose for themselves at the provider: rules know them by this name. Of `email` the address must be verified.',
      example: 'email',
    }),
    groupsClaim: setting(text('the name of a claim', isClaim), 'groups', {
      description:
        'The claim with the groups of a user, a list of texts. A dot leads into a claim: `realm_access.roles`.',
      example: 'roles',
    }),
    allowedGroups: setting(groupNames, [], {
      description:
        'Only who is in one of these groups of the provider may sign in. Empty: everybody whom the provider lets sign in.',
      example: '[developers, operators]',
    }),
    administratorGroups: setting(groupNames, [], {
      description: 'Groups of the provider whose members may do everything.',
      example: '[registry-admins]',
    }),
    auditorGroups: setting(groupNames, [], {
      description: 'Groups of the provider whose members may read everything and change nothing.',
      example: '[security]',
    }),
    displayName: setting(
      text('a text of 1 to 60 characters', (value) => /^[^\p{C}]{1,60}$/u.test(value) && value.trim() !== ''),
      'OpenID Connect',
      {
        description: 'What the sign-in page calls the provider: “Sign in with …”.',
        example: 'Example Login',
      },
    ),
    refreshAfter: setting(duration('5m', '365d'), '7d', {
      description:
        'What the provider said of somebody, groups above all, is believed for this long after they signed in. Then all that they hold, access tokens too, gives nothing until they sign in with the provider again.',
      example: '24h',
    }),
  })
  .superRefine(({ issuer, clientId, clientSecret, clientSecretFile }, context) => {
    const wants = (name: string, hint: string) =>
      context.addIssue({ code: 'custom', path: [name], params: { hint } });
    if (issuer !== undefined && clientId === undefined)
      wants('clientId', 'oidc.issuer is set: set oidc.clientId (CYBERDOCK_OIDC_CLIENT_ID) too');
    if (issuer === undefined && (clientId ?? clientSecret ?? clientSecretFile) !== undefined)
      wants('issuer', 'a setting of its client is given: set oidc.issuer (CYBERDOCK_OIDC_ISSUER) too');
    if (clientSecret !== undefined && clientSecretFile !== undefined)
      wants('clientSecretFile', 'oidc.clientSecret is set: leave one of the two out');
  })
  .meta({
    description:
      'Signing in to the dashboard with OpenID Connect: Keycloak, Entra ID, Okta, Google, Authentik and others. It counts where `auth.mode` is `accounts`. See [access](access.md#sign-in-with-openid-connect).',
  });

/** OpenID Connect, as the server uses it. */
export interface OidcConfig {
  issuer: string;
  clientId: string;
  /** Undefined without one, or with one in a file. */
  clientSecret: SecretText | undefined;
  /** An absolute path. */
  clientSecretFile: string | undefined;
  scopes: string[];
  usernameClaim: string;
  groupsClaim: string;
  allowedGroups: string[];
  administratorGroups: string[];
  auditorGroups: string[];
  displayName: string;
  refreshAfterMs: number;
}

/** @returns the section as the server uses it; undefined when there is no provider. */
export function oidcConfig(
  { issuer, clientId, clientSecret, clientSecretFile, refreshAfter, ...rest }: z.output<typeof oidcSettings>,
  cwd: string,
): OidcConfig | undefined {
  if (issuer === undefined || clientId === undefined) return undefined;
  return {
    ...rest,
    issuer,
    clientId,
    clientSecret: clientSecret === undefined ? undefined : new SecretText(clientSecret),
    clientSecretFile: clientSecretFile === undefined ? undefined : path.resolve(cwd, clientSecretFile),
    scopes: [...new Set(['openid', ...rest.scopes])],
    refreshAfterMs: refreshAfter,
  };
}
