import { createHash } from 'node:crypto';
import { Invalid } from './invalid';
import { quote } from './quote';

/** The digest algorithms that are registered in the image specification and supported here. */
export type Algorithm = 'sha256' | 'sha512';

/** A digest such as `sha256:9f86d0...`: a supported algorithm and lowercase hex of exactly its length. */
export type Digest = string & { readonly __brand: 'Digest' };

/** Every supported algorithm; the first is the one that is used when nobody asks for another. */
export const algorithms: readonly Algorithm[] = ['sha256', 'sha512'];

const hexLengths: Readonly<Record<Algorithm, number>> = { sha256: 64, sha512: 128 };
const canonical = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const grammar = /^([a-z0-9]+(?:[+._-][a-z0-9]+)*):([a-zA-Z0-9=_-]+)$/;

/** Longer than any digest of a registered algorithm; what is longer is not worth the parser's time. */
const lengthMax = 1024;

function isAlgorithm(text: string): text is Algorithm {
  return (algorithms as readonly string[]).includes(text);
}

/**
 * Parses a digest (image-spec, descriptor.md, "Digests"). Throws `Invalid` DIGEST_INVALID when the text is not a
 * digest, when its algorithm is not supported, and when the encoded part has the wrong length or alphabet.
 */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  const [, algorithm, encoded] = (text.length <= lengthMax && grammar.exec(text)) || [];
  if (algorithm === undefined || encoded === undefined) {
    throw new Invalid(
      'DIGEST_INVALID',
      `${quote(text)} is not a digest: write the algorithm, a colon and the hash in lowercase hex, such as sha256:<64 characters>`,
    );
  }
  const known = parseAlgorithm(algorithm);
  if (encoded.length !== hexLengths[known]) {
    throw new Invalid(
      'DIGEST_INVALID',
      `a ${known} digest has ${hexLengths[known]} characters after the colon, but ${quote(text)} has ${encoded.length}: send the whole hash`,
    );
  }
  throw new Invalid(
    'DIGEST_INVALID',
    `${quote(text)} is not a digest: the hash is written in lowercase hex (0-9, a-f) only`,
  );
}

/** Parses the name of a supported algorithm, as in `digest-algorithm=`. Throws `Invalid` DIGEST_INVALID. */
export function parseAlgorithm(text: string): Algorithm {
  if (isAlgorithm(text)) return text;
  throw new Invalid(
    'DIGEST_INVALID',
    `the digest algorithm ${quote(text)} is not supported: use ${algorithms.join(' or ')}`,
  );
}

/** Whether the text is a digest that `parseDigest` would return. */
export function isDigest(text: string): text is Digest {
  return canonical.test(text);
}

/** The algorithm of a digest. */
export function algorithmOf(digest: Digest): Algorithm {
  return digest.slice(0, digest.indexOf(':')) as Algorithm;
}

/** The hash of a digest, in lowercase hex, without the algorithm. */
export function hexOf(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** Puts a digest together. Throws `Invalid` DIGEST_INVALID unless `hex` is lowercase hex of the right length. */
export function toDigest(algorithm: Algorithm, hex: string): Digest {
  return parseDigest(`${algorithm}:${hex}`);
}

/** The digest of some bytes. For small content only: it hashes at once and blocks meanwhile. */
export function digestOf(bytes: Uint8Array, algorithm: Algorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` as Digest;
}
