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
