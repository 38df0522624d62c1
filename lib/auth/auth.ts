import type { Config } from '@/lib/config';
import type { Database } from '@/lib/database/database';
import { Rules } from './access/rules';
import { Authenticator } from './authenticator';
import { BearerTokens } from './bearer/bearer-tokens';
import { RefreshTokens } from './bearer/refresh-tokens';
import { SigningKeys } from './bearer/signing-keys';
import { AccessTokens } from './identity/access-tokens';
import { Accounts } from './identity/accounts';
import { Directory } from './identity/directory';
import { Htpasswd } from './identity/htpasswd';
import { Admission } from './oidc/admission';
import { OidcIdentities } from './oidc/oidc-identities';
import { Sessions } from './sessions';
import type { Throttle } from './throttle';
import { TokenEndpoint } from './token-endpoint';

/** Who may come in and what they may do: everything of `lib/auth`, built once. */
export interface Auth {
  /** Whether everybody may do everything (`auth.mode: none`). */
  isOpen: boolean;
  /** For changes of several of these at once. */
  database: Database;
  accounts: Accounts;
  accessTokens: AccessTokens;
  /** Who is signed in to the dashboard. */
  sessions: Sessions;
  refreshTokens: RefreshTokens;
  directory: Directory;
  rules: Rules;
  authenticator: Authenticator;
  tokenEndpoint: TokenEndpoint;
  /** Whom a provider of OpenID Connect vouches for; undefined without one. */
  admission: Admission | undefined;
}

/**
 * Builds it over an open database.
 * @param onProblem told what is wrong with the `htpasswd` file
 */
export function openAuth(
  { auth, access, oidc }: Pick<Config, 'auth' | 'access' | 'oidc'>,
  database: Database,
  throttle: Throttle,
  onProblem: (problem: string) => void,
): Auth {
  const accounts = new Accounts(database, access.administrators.length > 0);
  const accessTokens = new AccessTokens(database);
  const htpasswd = auth.htpasswd === undefined ? undefined : new Htpasswd(auth.htpasswd, onProblem);
  const identities = new OidcIdentities(database);
  const directory = new Directory({ accounts, tokens: accessTokens, htpasswd, identities }, access, oidc);
  // Whoever changes an account or a token here need not think of what is kept: it ends at once.
  database.onDurable = () => directory.forget();
  const rules = new Rules(database, access);
  const keys = new SigningKeys(database, {
    rotationMs: auth.keyRotationMs,
    tokenLifetimeMs: auth.tokenLifetimeMs,
  });
  const bearerTokens = new BearerTokens(keys, auth.tokenLifetimeMs);
  const refreshTokens = new RefreshTokens(database);
  const authenticator = new Authenticator({ directory, accessTokens, bearerTokens, throttle });
  return {
    isOpen: auth.mode === 'none',
    database,
    accounts,
    accessTokens,
    sessions: new Sessions(database, { lifetimeMs: auth.sessionLifetimeMs, idleMs: auth.sessionIdleMs }),
    refreshTokens,
    directory,
    rules,
    authenticator,
    admission: oidc && new Admission({ database, accounts, accessTokens, directory, identities }, oidc),
    tokenEndpoint: new TokenEndpoint({
      authenticator,
      bearerTokens,
      refreshTokens,
      rules: () => rules.book,
    }),
  };
}
