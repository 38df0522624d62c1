/** What a client sent to say who it is. */
export type Credentials =
  | { kind: 'none' }
  | { kind: 'basic'; name: string; password: string }
  | { kind: 'bearer'; token: string }
  /** By a client certificate that TLS found good. */
  | { kind: 'certificate'; name: string }
  | { kind: 'unreadable' };

/** Longer than any header that a client needs; Node's own limit of all headers is 16 KiB. */
const lengthMax = 65_536;

/**
 * Reads an `Authorization` header (RFC 7617, section 2: the user-id ends at the first colon; RFC 6750, section 2.1).
 * An empty name and password are nobody's, as some clients send them.
 * @param certified whom a client certificate signs in, when there is no header
 */
export function parseCredentials(header: string | undefined, certified?: string): Credentials {
  if (header === undefined || header === '')
    return certified === undefined ? { kind: 'none' } : { kind: 'certificate', name: certified };
  if (header.length > lengthMax) return { kind: 'unreadable' };
  const [, scheme = '', rest = ''] = /^([A-Za-z]+) +(\S+) *$/.exec(header) ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return { kind: 'bearer', token: rest };
    case 'basic': {
      if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(rest)) return { kind: 'unreadable' };
      const text = Buffer.from(rest, 'base64').toString('utf8');
      const colon = text.indexOf(':');
      if (colon < 0) return { kind: 'unreadable' };
      const [name, password] = [text.slice(0, colon), text.slice(colon + 1)];
      return name === '' && password === '' ? { kind: 'none' } : { kind: 'basic', name, password };
    }
    default:
      return { kind: 'unreadable' };
  }
}
