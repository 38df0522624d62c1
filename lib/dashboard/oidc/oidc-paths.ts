import { returnPath, signInPath } from '../return-path';

/** Where a browser goes that is to sign in with the provider. */
export const oidcSignInPath = '/auth/oidc/sign-in';
/** Where a browser goes whose session has just ended, to end that of the provider too. */
export const oidcSignOutPath = '/auth/oidc/sign-out';

/** The way to the provider, and back to a page. @param to as `returnPath` takes it */
export function oidcSignInPathTo(to: string): string {
  return withTo(oidcSignInPath, new URLSearchParams(), to);
}

/** The sign-in page that says why the provider's word did not do. @param to as `returnPath` takes it */
export function oidcRefusedPath(refusal: string, to: string | undefined): string {
  return withTo(signInPath, new URLSearchParams({ problem: `oidc-${refusal}` }), to);
}

function withTo(path: string, query: URLSearchParams, to: string | undefined): string {
  const page = returnPath(to);
  if (page !== '/') query.set('to', page);
  return query.size === 0 ? path : `${path}?${query}`;
}
