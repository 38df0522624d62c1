/*
 * The cookie of somebody who is signed in to the dashboard. Only the dashboard reads it: neither `/v2` nor the token
 * endpoint ever does.
 */

/**
 * What the cookie is called on an origin. Behind TLS its name begins with `__Host-`: then browsers take it from this
 * host alone, over TLS alone (RFC 6265bis, section 4.1.3.2). On plain HTTP they may refuse it under that name, even
 * from this machine. A port that is not the scheme's own is part of the name, because cookies know no ports, and two
 * registries on one machine would sign each other's people out.
 * @param origin as `https://registry.example.com`
 */
export function sessionCookieName(origin: string): string {
  const { protocol, port } = new URL(origin);
  const name = port === '' ? 'cyberdock' : `cyberdock-${port}`;
  return protocol === 'https:' ? `__Host-${name}` : name;
}

/** The value of a `Set-Cookie` header that signs in. @param lifetimeMs after which the browser forgets it */
export function sessionCookie(origin: string, text: string, lifetimeMs: number): string {
  return cookie(origin, sessionCookieName(origin), text, Math.max(0, Math.floor(lifetimeMs / 1000)));
}

/** The value of a `Set-Cookie` header that signs out. */
export function endedSessionCookie(origin: string): string {
  return cookie(origin, sessionCookieName(origin), '', 0);
}

/** The session that a request brings, by its header `Cookie`; `undefined` when it brings none. */
export function readSessionCookie(header: string | undefined, origin: string): string | undefined {
  return readCookie(header, sessionCookieName(origin));
}

/** A cookie of ours by its name; `undefined` when the request brings none. */
export function readCookie(header: string | undefined, cookieName: string): string | undefined {
  const name = `${cookieName}=`;
  const pair = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(name));
  const value = pair?.slice(name.length);
  return value === '' ? undefined : value;
}

/** The value of a `Set-Cookie` header for this host alone, sent over TLS alone where the origin has it. */
export function cookie(origin: string, name: string, value: string, maxAgeS: number): string {
  const isSecure = origin.startsWith('https:');
  return `${name}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}
