import { expect, it } from 'vitest';
import { isDecodable, newNonce, securityHeaders } from './security-headers';

it('allows nothing inline without the nonce, and nothing from elsewhere', () => {
  const policy = securityHeaders('abc', false)['Content-Security-Policy'] ?? '';
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

it('lets the tools of development run, in development alone', () => {
  expect(securityHeaders('abc', true)['Content-Security-Policy']).toContain("'unsafe-eval'");
});

it('makes nonces of 128 bits that never repeat', () => {
  const nonces = Array.from({ length: 1_000 }, newNonce);
  expect(new Set(nonces).size).toBe(1_000);
  for (const nonce of nonces) expect(atob(nonce)).toHaveLength(16);
});

it('knows a malformed escape', () => {
  expect(isDecodable('/r/library~nginx%20')).toBe(true);
  expect(isDecodable('/r/%zz')).toBe(false);
  expect(isDecodable('/r/%c3%28')).toBe(false);
});
