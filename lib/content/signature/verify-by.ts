import { type KeyObject, verify } from 'node:crypto';
import { ed25519ph } from '@noble/curves/ed25519.js';

/** With what a key signs what is hashed, by its curve; the older default of cosign is SHA-256 for all. */
const hashesOfCurve: Readonly<Record<string, readonly string[]>> = {
  prime256v1: ['sha256'],
  secp384r1: ['sha384', 'sha256'],
  secp521r1: ['sha512', 'sha256'],
};

/**
 * Whether one of the keys made a signature as cosign makes it (cosign's SIGNATURE_SPEC, "Signature Schemes"): ECDSA in
 * DER, RSA by PKCS #1 v1.5 with SHA-256, Ed25519 or Ed25519ph.
 * @param signature in base64
 */
export function isSignedByOneOf(keys: readonly KeyObject[], data: Uint8Array, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  return keys.some((key) => {
    if (key.asymmetricKeyType === 'ed25519') return isEd25519(data, key, bytes);
    return hashesOf(key).some((hash) => isSigned(hash, data, key, bytes));
  });
}

function isEd25519(data: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  if (isSigned(null, data, key, signature)) return true;
  const publicKey = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  // The prehashed form, which node:crypto does not have. It throws at any other length.
  return signature.length === 64 && ed25519ph.verify(signature, data, publicKey);
}

function hashesOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly string[] {
  if (asymmetricKeyType === 'rsa') return ['sha256'];
  return hashesOfCurve[asymmetricKeyDetails?.namedCurve ?? ''] ?? [];
}

function isSigned(hash: string | null, data: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  try {
    return verify(hash, data, key, signature);
  } catch {
    return false; // A signature that is not even one.
  }
}
