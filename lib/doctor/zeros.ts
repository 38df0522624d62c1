const piece = Buffer.alloc(256 * 1024);

/** Zeros, in pieces. */
export function* zeros(bytes: number): Generator<Uint8Array> {
  for (let left = bytes; left > 0; left -= piece.length)
    yield left < piece.length ? piece.subarray(0, left) : piece;
}
