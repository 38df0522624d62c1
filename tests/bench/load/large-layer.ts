import { createHash, type Hash } from 'node:crypto';
import { frameAsChunks, lastChunk } from './chunked-framing';
import { randomBytes } from './random-bytes';

/** How the body of a PATCH is framed: with `Content-Length` (skopeo) or in chunks (docker, podman). */
export type Transfer = 'length' | 'chunked';

/** A layer that is too large to be held: the same random block over and over, and an end that is its own. */
export interface LargeLayer {
  size: number;
  /** `sha256:{hex}` */
  digest: string;
  /** The body of a PATCH in pieces of 1 MiB, framed for the transfer. */
  body: (transfer: Transfer) => Iterable<Buffer>;
}

const blockBytes = 64 * 1024 * 1024;
const pieceBytes = 1024 * 1024;
const endBytes = 64;

/**
 * Makes large layers. All share one random block of 64 MiB, far more than any compressor's window; the last 64 bytes
 * make each unique. They stand at the end so that the shared part is hashed once for all layers of one size.
 */
export class LargeLayers {
  readonly #seed: string;
  readonly #block: Buffer;
  readonly #framed = new Map<number, Buffer>();
  readonly #hashes = new Map<number, Hash>();

  constructor(seed: number) {
    this.#seed = `large-layers ${seed}`;
    this.#block = randomBytes(this.#seed, blockBytes);
  }

  /** The layer of this label: the same label, size and seed make the same bytes. @param size in bytes, over 64. */
  layer(label: string, size: number): LargeLayer {
    const end = randomBytes(`${this.#seed} ${label}`, endBytes);
    const digest = this.#sharedHash(size - endBytes)
      .copy()
      .update(end)
      .digest('hex');
    return {
      size,
      digest: `sha256:${digest}`,
      body: (transfer) => (transfer === 'length' ? this.#plain(size, end) : this.#chunked(size, end)),
    };
  }

  *#plain(size: number, end: Buffer): Iterable<Buffer> {
    yield* this.#pieces(size - endBytes);
    yield end;
  }

  *#chunked(size: number, end: Buffer): Iterable<Buffer> {
    for (const piece of this.#pieces(size - endBytes)) yield this.#frame(piece);
    yield Buffer.concat([frameAsChunks(end), lastChunk]);
  }

  *#pieces(size: number): Iterable<Buffer> {
    for (let at = 0; at < size; at += pieceBytes) {
      const start = at % blockBytes;
      yield this.#block.subarray(start, start + Math.min(pieceBytes, size - at));
    }
  }

  /** Whole pieces are framed once, before the clock runs (`prepare`), and kept. */
  #frame(piece: Buffer): Buffer {
    if (piece.length < pieceBytes) return frameAsChunks(piece);
    const key = piece.byteOffset;
    const framed = this.#framed.get(key) ?? frameAsChunks(piece);
    this.#framed.set(key, framed);
    return framed;
  }

  /** Frames the shared block ahead of time, so that a chunked push costs the client no more than a plain one. */
  frameAhead(): void {
    for (const piece of this.#pieces(blockBytes)) this.#frame(piece);
  }

  #sharedHash(size: number): Hash {
    const known = this.#hashes.get(size);
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    for (const piece of this.#pieces(size)) hash.update(piece);
    this.#hashes.set(size, hash);
    return hash;
  }
}
