import { type NextRequest, NextResponse } from 'next/server';
import { canonicalPath } from '@/lib/dashboard/canonical-path';
import { isDecodable, newNonce, securityHeaders } from '@/lib/dashboard/security-headers';

/**
 * Security headers for the dashboard, and addresses that were typed by hand. Next takes the nonce for its own
 * scripts from the policy in the request's headers.
 */
export function middleware(request: NextRequest): NextResponse {
  const headers = securityHeaders(newNonce(), process.env.NODE_ENV === 'development');
  const response = answer(request, headers['Content-Security-Policy'] ?? '');
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

function answer(request: NextRequest, policy: string): NextResponse {
  const { pathname } = request.nextUrl;
  const forwarded = new Headers(request.headers);
  forwarded.set('Content-Security-Policy', policy);
  const next = { request: { headers: forwarded } };
  // Next would answer 500 to a page whose parameter cannot be decoded.
  if (!isDecodable(pathname)) return NextResponse.rewrite(new URL('/not-found', request.url), next);
  const canonical = canonicalPath(pathname);
  // Next sends a relative `Location`, so the host that it believes to have does not matter.
  if (canonical !== undefined) return NextResponse.redirect(new URL(canonical, request.url), 307);
  return NextResponse.next(next);
}

/**
 * Never the registry and the probes: Next buffers the body of a request that matches and cuts it at 10 MiB. Next
 * reads this when it builds, so it must be a literal.
 */
export const config = {
  matcher: ['/((?!v2(?:/|$)|auth(?:/|$)|healthz(?:/|$)|readyz(?:/|$)|metrics(?:/|$)|_next/).*)'],
};
