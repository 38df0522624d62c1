import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { ed25519ph } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { ecKeys } from '../testing/certificates';
import { bundleOf, signatureOf, simpleSigningPayload } from '../testing/signatures';
import { isBundle } from './sigstore-bundle';
import { isSimpleSigning } from './simple-signing';

const subject = digestOf(Buffer.from('image'));
const other = digestOf(Buffer.from('another image'));
const kinds: [string, { privateKey: KeyObject; publicKey: KeyObject }, string | null][] = [
  ['ECDSA on P-256', ecKeys(), 'sha256'],
  ['ECDSA on P-384 with SHA-384', ecKeys('secp384r1'), 'sha384'],
  ['ECDSA on P-384 with SHA-256', ecKeys('secp384r1'), 'sha256'],
  ['ECDSA on P-521 with SHA-512', ecKeys('secp521r1'), 'sha512'],
  ['RSA with PKCS #1 v1.5', generateKeyPairSync('rsa', { modulusLength: 2048 }), 'sha256'],
  ['Ed25519', generateKeyPairSync('ed25519'), null],
];
const trusted = ecKeys();
const stranger = ecKeys();

describe('a signature of cosign', () => {
  test.each(kinds)('by a given key counts: %s', (_, { privateKey, publicKey }, hash) => {
    const payload = simpleSigningPayload(subject);
    const signature = signatureOf(payload, privateKey, hash);
    expect(isSimpleSigning(payload, signature, subject, [stranger.publicKey, publicKey])).toBe(true);
    expect(isSimpleSigning(payload, signature, subject, [stranger.publicKey])).toBe(false);
    expect(isSimpleSigning(payload, signature, other, [publicKey])).toBe(false);
  });

  test('does not count for a payload of another type, or one that says nothing', () => {
    for (const payload of [
      simpleSigningPayload(subject, 'atomic container signature'),
      Buffer.from('{}'),
      Buffer.from('x'),
    ]) {
      const signature = signatureOf(payload, trusted.privateKey);
      expect(isSimpleSigning(payload, signature, subject, [trusted.publicKey])).toBe(false);
    }
  });

  test('does not count when one bit of the payload or of the signature is another', () => {
    const payload = simpleSigningPayload(subject);
    const signature = Buffer.from(signatureOf(payload, trusted.privateKey), 'base64');
    fc.assert(
      fc.property(fc.boolean(), fc.nat(), fc.integer({ min: 0, max: 7 }), (inPayload, at, bit) => {
        const changed = Buffer.from(inPayload ? payload : signature);
        const place = at % changed.length;
        changed.writeUInt8(changed.readUInt8(place) ^ (1 << bit), place);
        const given: [Buffer, string] = inPayload
          ? [changed, signature.toString('base64')]
          : [payload, changed.toString('base64')];
        expect(isSimpleSigning(...given, subject, [trusted.publicKey])).toBe(false);
      }),
    );
  });

  test('that is no base64, or empty, does not count, and throws nothing', () => {
    const payload = simpleSigningPayload(subject);
    fc.assert(
      fc.property(fc.string(), (signature) => {
        expect(
          isSimpleSigning(
            payload,
            signature,
            subject,
            kinds.map(([, { publicKey }]) => publicKey),
          ),
        ).toBe(false);
      }),
    );
  });
});

test('a signature of cosign by Ed25519ph counts, which is what cosign makes with such a key', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const payload = simpleSigningPayload(subject);
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const signature = Buffer.from(ed25519ph.sign(payload, secret)).toString('base64');
  expect(isSimpleSigning(payload, signature, subject, [publicKey])).toBe(true);
  expect(isSimpleSigning(payload, signature, other, [publicKey])).toBe(false);
  expect(isSimpleSigning(simpleSigningPayload(other), signature, other, [publicKey])).toBe(false);
});

describe('a bundle of cosign 3', () => {
  test('by a given key counts', () => {
    expect(isBundle(bundleOf(subject, trusted.privateKey), subject, [trusted.publicKey])).toBe(true);
  });

  test('does not count for another manifest, by another key, or when it attests something else', () => {
    const bundle = bundleOf(subject, trusted.privateKey);
    expect(isBundle(bundle, other, [trusted.publicKey])).toBe(false);
    expect(isBundle(bundle, subject, [stranger.publicKey])).toBe(false);
    const scan = bundleOf(subject, trusted.privateKey, 'https://cosign.sigstore.dev/attestation/vuln/v1');
    expect(isBundle(scan, subject, [trusted.publicKey])).toBe(false);
  });

  test('does not count when its statement is another than was signed', () => {
    const bundle = JSON.parse(String(bundleOf(other, trusted.privateKey)));
    const wanted = JSON.parse(String(bundleOf(subject, stranger.privateKey)));
    bundle.dsseEnvelope.payload = wanted.dsseEnvelope.payload;
    expect(isBundle(Buffer.from(JSON.stringify(bundle)), subject, [trusted.publicKey])).toBe(false);
  });

  test('that is anything else throws nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(isBundle(Buffer.from(text), subject, [trusted.publicKey])).toBe(false);
      }),
    );
  });
});
