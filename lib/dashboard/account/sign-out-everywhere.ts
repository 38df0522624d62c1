import type { Auth } from '@/lib/auth/auth';

/**
 * Ends every session of somebody, and every token that their password gave; access tokens stay. Of a user of the
 * `htpasswd` file, bearer tokens live on for their few minutes, for only another password ends those.
 */
export function signOutEverywhere(auth: Auth, name: string): void {
  auth.database.durably(() => {
    auth.sessions.endAll(name);
    auth.refreshTokens.endAllOfPassword(name);
    if (auth.accounts.get(name)) auth.accounts.signOutEverywhere(name);
  });
  auth.directory.forget(name);
}
