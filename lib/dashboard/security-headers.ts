/**
 * The security headers of a dashboard page: nothing from another origin, no inline script without this request's
 * nonce, no inline style, never in a frame.
 *
 * @param nonce unguessable, new for each request
 * @param development `next dev` needs `eval` and inline styles for its own tools
 */
export function securityHeaders(nonce: string, development: boolean): Record<string, string> {
  const policy = [
    `default-src 'none'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? ` 'unsafe-eval'` : ''}`,
    `style-src 'self'${development ? ` 'unsafe-inline'` : ''}`,
    `img-src 'self'`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
  return {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
  };
}

/** The security headers of an answer that is data: a browser that is led to it shows it and does nothing else. */
export const dataHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'`,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
} as const;

/**
 * The header that makes browsers come back over TLS alone, for a year, where clients reach this server over TLS. Not
 * for names below this one: those are not ours to speak for.
 * @param origin as `https://registry.example.com`
 */
export function strictTransport(origin: string): Record<string, string> {
  return origin.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000' } : {};
}

/** 128 random bits in base64: the least that CSP Level 3, section 7.1, asks of a nonce. */
export function newNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

/** Whether every escape in a path is well formed. Next answers 500 to a page whose parameter cannot be decoded. */
export function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}
