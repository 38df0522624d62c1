import { type NextRequest, NextResponse } from 'next/server';
import { isDecodable, newNonce, securityHeaders } from '@/lib/dashboard/security-headers';

/**
 * Security headers for the dashboard. Next takes the nonce for its own scripts from the policy in the request's
 * headers.
 */
export function middleware(request: NextRequest): NextResponse {
  const headers = securityHeaders(newNonce(), process.env.NODE_ENV === 'development');
  const forwarded = new Headers(request.headers);
  forwarded.set('Content-Security-Policy', headers['Content-Security-Policy'] ?? '');
  const next = { request: { headers: forwarded } };
  const response = isDecodable(request.nextUrl.pathname)
    ? NextResponse.next(next)
    : NextResponse.rewrite(new URL('/not-found', request.url), next);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/**
 * Never the registry and the probes: Next buffers the body of a request that matches and cuts it at 10 MiB. Next
 * reads this when it builds, so it must be a literal.
 */
export const config = {
  matcher: ['/((?!v2(?:/|$)|auth(?:/|$)|healthz(?:/|$)|readyz(?:/|$)|metrics(?:/|$)|_next/).*)'],
};
