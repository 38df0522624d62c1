import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { codeSigning, ecKeys, hours, type Issued, issue, serverAuth } from '../testing/certificates';
import { type EnvelopeOptions, envelopeOf } from '../testing/signatures';
import { isNotationEnvelope } from './notation';

const subject = digestOf(Buffer.from('image'));
const root = issue({ name: 'root' });
const intermediate = issue({ name: 'intermediate', by: root });
const leaf = issue({ name: 'signer', by: intermediate, kind: 'leaf' });
const chain = [leaf, intermediate, root];

async function counts(
  options: EnvelopeOptions & { signer?: Issued; anchors?: Issued[]; about?: typeof subject } = {},
): Promise<boolean> {
  const { signer = leaf, anchors = [root], about = subject, ...rest } = options;
  const envelope = await envelopeOf(about, signer, { chain, ...rest });
  return await isNotationEnvelope(
    envelope,
    subject,
    anchors.map(({ certificate }) => certificate),
    Date.now(),
  );
}

describe('a signature of notation', () => {
  test('counts when its chain leads to a given root, to an authority in between, or to the given signer', async () => {
    expect(await counts()).toBe(true);
    expect(await counts({ anchors: [intermediate] })).toBe(true);
    expect(await counts({ anchors: [issue({ name: 'unused' }), leaf] })).toBe(true);
  });

  test('counts by a certificate that signed itself, as `notation cert generate-test` makes it', async () => {
    const alone = issue({ name: 'alone', kind: 'leaf' });
    expect(await counts({ signer: alone, chain: [alone], anchors: [alone] })).toBe(true);
    expect(await counts({ signer: alone, chain: [alone] })).toBe(false);
  });

  test.each([
    [2048, 'PS256'],
    [3072, 'PS384'],
  ])('counts by RSA with %i bits, and by %s alone', async (modulusLength, alg) => {
    const key = generateKeyPairSync('rsa', { modulusLength });
    const signer = issue({ name: 'rsa', by: root, kind: 'leaf', key });
    expect(await counts({ signer, chain: [signer, root], alg })).toBe(true);
    for (const another of ['RS256', 'PS512'])
      expect(await counts({ signer, chain: [signer, root], alg: another })).toBe(false);
  });

  test.each([
    ['secp384r1', 'ES384'],
    ['secp521r1', 'ES512'],
  ])('counts by ECDSA on %s', async (curve, alg) => {
    const signer = issue({ name: 'ec', by: root, kind: 'leaf', key: ecKeys(curve) });
    expect(await counts({ signer, chain: [signer, root], alg })).toBe(true);
  });

  test('does not count for another manifest, with another root of the same name, or with no roots', async () => {
    expect(await counts({ about: digestOf(Buffer.from('other')) })).toBe(false);
    expect(await counts({ anchors: [issue({ name: 'root' })] })).toBe(false);
    expect(await counts({ anchors: [] })).toBe(false);
  });

  test('does not count when its chain has a gap, is out of order, or is one that somebody else signed under', async () => {
    expect(await counts({ chain: [leaf, root] })).toBe(false);
    expect(await counts({ chain: [leaf, root, intermediate] })).toBe(false);
    expect(await counts({ chain: [root, intermediate, leaf] })).toBe(false);
    const forger = issue({ name: 'signer', kind: 'leaf' });
    expect(await counts({ signer: forger })).toBe(false);
    const imposter = issue({ name: 'intermediate' });
    const under = issue({ name: 'x', by: imposter, kind: 'leaf' });
    expect(await counts({ signer: under, chain: [under, intermediate, root] })).toBe(false);
  });

  test('does not count when somebody without that right issued the certificate', async () => {
    const under = issue({ name: 'under', by: leaf, kind: 'leaf' });
    expect(await counts({ signer: under, chain: [under, ...chain] })).toBe(false);
    const unsuited = issue({ name: 'unsuited', by: root, keyUsage: 0x80 });
    const below = issue({ name: 'below', by: unsuited, kind: 'leaf' });
    expect(await counts({ signer: below, chain: [below, unsuited, root] })).toBe(false);
  });

  test.each([
    ['an authority', { kind: 'authority' as const }],
    ['for a TLS server', { extendedKeyUsages: [codeSigning, serverAuth] }],
    ['not for signing', { keyUsage: 0x20 }],
    ['also for issuing', { keyUsage: 0x84 }],
    ['expired', { notBefore: hours(-48), notAfter: hours(-1) }],
    ['not valid yet', { notBefore: hours(1), notAfter: hours(2) }],
    ['signed with SHA-1', { hash: 'sha1' as const }],
  ])('does not count when the certificate of the signer is %s', async (_, options) => {
    const signer = issue({ name: 'unfit', by: root, kind: 'leaf', ...options });
    expect(await counts({ signer, chain: [signer, root] })).toBe(false);
  });

  test('does not count when an authority has expired', async () => {
    const old = issue({ name: 'old', by: root, notBefore: hours(-48), notAfter: hours(-1) });
    const signer = issue({ name: 'x', by: old, kind: 'leaf' });
    expect(await counts({ signer, chain: [signer, old, root] })).toBe(false);
  });

  test.each([
    ['expired', { headers: { 'io.cncf.notary.expiry': hours(-1).toISOString() } }],
    ['of another type', { headers: { cty: 'application/json' } }],
    ['of another scheme', { headers: { 'io.cncf.notary.signingScheme': 'other' } }],
    [
      'critical in a way that is not understood',
      {
        headers: { 'com.example.unknown': 1 },
        crit: ['io.cncf.notary.signingScheme', 'com.example.unknown'],
      },
    ],
    [
      'without its scheme among what is critical',
      { headers: { 'io.cncf.notary.expiry': hours(1).toISOString() }, crit: ['io.cncf.notary.expiry'] },
    ],
    ['about nothing', { payload: {} }],
  ])('does not count when it is %s', async (_, options) => {
    expect(await counts(options)).toBe(false);
  });

  test('counts until it expires', async () => {
    const headers = { 'io.cncf.notary.expiry': hours(1).toISOString() };
    const crit = ['io.cncf.notary.signingScheme', 'io.cncf.notary.expiry'];
    expect(await counts({ headers, crit })).toBe(true);
  });

  test('that is anything else throws nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
        expect(await isNotationEnvelope(Buffer.from(text), subject, [root.certificate], Date.now())).toBe(
          false,
        );
      }),
    );
  });
});
