import { createHash, type Hash } from 'node:crypto';
import { type Algorithm, type Digest, toDigest } from '@/lib/oci/digest';

/** A hash that goes on, and counts what it has seen. */
export class RunningHash {
  readonly algorithm: Algorithm;
  readonly #hash: Hash;
  bytes = 0;

  constructor(algorithm: Algorithm) {
    this.algorithm = algorithm;
    this.#hash = createHash(algorithm);
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.bytes += chunk.length;
  }

  /** The digest so far. Of a copy, for the session goes on if it is not the one that the client meant. */
  digest(): Digest {
    return toDigest(this.algorithm, this.#hash.copy().digest('hex'));
  }
}
