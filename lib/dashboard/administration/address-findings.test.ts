import { describe, expect, it } from 'vitest';
import { type Asked, addressFindings } from './address-findings';

const here = 'https://registry.example.com';
const bearer = (origin: string) => `Bearer realm="${origin}/auth/token",service="registry.example.com"`;
const asked = (more: Partial<Asked> = {}): Asked => ({
  here,
  configured: here,
  answer: { status: 401, challenge: bearer(here) },
  ...more,
});
const faultsOf = (more: Partial<Asked>) =>
  addressFindings(asked(more))
    .filter(({ isWell }) => isWell === false)
    .map(({ what }) => what);

describe('what a browser finds of the address of the registry', () => {
  it('is well where clients are told the address that it has itself', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ configured: null })).toEqual([]);
    expect(faultsOf({ configured: `${here}/` })).toEqual([]);
    expect(faultsOf({ answer: { status: 200, challenge: null } })).toEqual([]);
    expect(faultsOf({ answer: { status: 401, challenge: 'Basic realm="CyberDock"' } })).toEqual([]);
  });

  it('says exactly that the public URL is another, and what to set', () => {
    const finding = addressFindings(asked({ configured: 'https://other.example.com' })).find(
      ({ isWell }) => isWell === false,
    );
    expect(finding?.said).toBe(
      'https://other.example.com, while this browser is at https://registry.example.com',
    );
    expect(finding?.change).toContain('CYBERDOCK_SERVER_PUBLIC_URL) to https://registry.example.com');
  });

  it('names a challenge that sends clients elsewhere, or that got lost', () => {
    for (const challenge of [
      bearer('http://registry.example.com'),
      bearer('https://10.0.0.1:5000'),
      null,
      'Bearer',
    ])
      expect(faultsOf({ answer: { status: 401, challenge } })).toEqual(['Challenge']);
  });

  it('names what keeps requests from the registry', () => {
    expect(faultsOf({ answer: null })).toEqual(['GET /v2/']);
    for (const status of [301, 404, 502])
      expect(faultsOf({ answer: { status, challenge: null } })).toEqual(['GET /v2/']);
  });

  it('objects to plain HTTP but to this machine', () => {
    const scheme = (origin: string) =>
      faultsOf({ here: origin, configured: null, answer: { status: 200, challenge: null } });
    expect(scheme('http://registry.example.com')).toEqual(['Scheme']);
    for (const local of ['http://localhost:5000', 'http://127.0.0.1:5000', 'http://[::1]:5000'])
      expect(scheme(local)).toEqual([]);
  });
});
