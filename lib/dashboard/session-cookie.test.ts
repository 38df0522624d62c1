import { describe, expect, it } from 'vitest';
import { endedSessionCookie, readSessionCookie, sessionCookie, sessionCookieName } from './session-cookie';

describe('the cookie of a session', () => {
  it('is bound to the host and to TLS where there is TLS', () => {
    expect(sessionCookie('https://registry.example.com', 'cds_x', 90_500)).toBe(
      '__Host-cyberdock=cds_x; Path=/; Max-Age=90; HttpOnly; SameSite=Lax; Secure',
    );
    expect(endedSessionCookie('https://registry.example.com')).toBe(
      '__Host-cyberdock=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
    );
  });

  it('has a plain name on plain HTTP, where browsers take no other from everywhere', () => {
    expect(sessionCookie('http://localhost:5000', 'cds_x', 1_000)).toBe(
      'cyberdock-5000=cds_x; Path=/; Max-Age=1; HttpOnly; SameSite=Lax',
    );
  });

  it('differs between ports of one host', () => {
    const origins = ['https://a', 'https://a:8443', 'http://a', 'http://a:5000', 'http://a:5001'];
    expect(new Set(origins.map(sessionCookieName)).size).toBe(origins.length);
    expect(sessionCookieName('https://a:443')).toBe('__Host-cyberdock');
  });

  it('is found among others by its whole name alone', () => {
    const read = (header: string | undefined) => readSessionCookie(header, 'https://a');
    expect(read('x=1; __Host-cyberdock=cds_1; y=2')).toBe('cds_1');
    expect(read('__Host-cyberdock=a=b')).toBe('a=b');
    for (const none of [undefined, '', 'x=1', '__Host-cyberdock=', 'cyberdock=1', 'X__Host-cyberdock=1'])
      expect(read(none)).toBeUndefined();
  });

  it('under its plain name is no session where there is TLS', () => {
    expect(readSessionCookie('cyberdock=cds_1', 'https://a')).toBeUndefined();
    expect(readSessionCookie('cyberdock=cds_1', 'http://a')).toBe('cds_1');
  });
});
