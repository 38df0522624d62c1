import { type NextRequest, NextResponse } from 'next/server';
import { canonicalPath } from '@/lib/dashboard/canonical-path';
import { signInPath, signInPathTo } from '@/lib/dashboard/return-path';
import { isDecodable, newNonce, securityHeaders, strictTransport } from '@/lib/dashboard/security-headers';
import { sessionCookieName } from '@/lib/dashboard/session-cookie';
import { gateHeader, originHeader } from '@/lib/dashboard/told-headers';

/**
 * The door of the dashboard's pages: security headers, addresses that were typed by hand, and the way to the sign-in
 * page for a browser that brings no session where nothing is open to everybody. Whether a session is any good, and what
 * it may see, each page asks the server itself. Next takes the nonce for its own scripts from the policy in the
 * request's headers.
 */
export function middleware(request: NextRequest): NextResponse {
  const origin = request.headers.get(originHeader) ?? '';
  const headers = securityHeaders(newNonce(), process.env.NODE_ENV === 'development');
  const response = answer(request, origin, headers['Content-Security-Policy'] ?? '');
  for (const [name, value] of Object.entries({ ...headers, ...strictTransport(origin) }))
    response.headers.set(name, value);
  return response;
}

function answer(request: NextRequest, origin: string, policy: string): NextResponse {
  const { pathname, search } = request.nextUrl;
  const forwarded = new Headers(request.headers);
  forwarded.set('Content-Security-Policy', policy);
  const next = { request: { headers: forwarded } };
  // Next would answer 500 to a page whose parameter cannot be decoded.
  if (!isDecodable(pathname)) return NextResponse.rewrite(new URL('/not-found', request.url), next);
  // Browsers ask for it by themselves when they have not seen yet what the page names.
  if (pathname === '/favicon.ico') return NextResponse.rewrite(new URL('/icon.svg', request.url), next);
  // Next sends a relative `Location`, so the host that it believes to have does not matter.
  const lead = (path: string) => NextResponse.redirect(new URL(path, request.url), 307);
  if (isShut(request, origin)) return lead(signInPathTo(pathname + search));
  const canonical = canonicalPath(pathname);
  return canonical === undefined ? NextResponse.next(next) : lead(canonical);
}

function isShut({ nextUrl, headers, cookies }: NextRequest, origin: string): boolean {
  if (headers.get(gateHeader) !== 'closed' || origin === '') return false;
  if (nextUrl.pathname === signInPath || nextUrl.pathname === '/icon.svg') return false;
  return !cookies.has(sessionCookieName(origin));
}

/**
 * Never the registry, the probes and the JSON: Next buffers the body of a request that matches and cuts it at 10 MiB.
 * Next reads this when it builds, so it must be a literal.
 */
export const config = {
  matcher: ['/((?!v2(?:/|$)|api(?:/|$)|auth(?:/|$)|healthz(?:/|$)|readyz(?:/|$)|metrics(?:/|$)|_next/).*)'],
};
