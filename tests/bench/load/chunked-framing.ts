/** What Go's client (docker, podman) puts into a chunk: the buffer of its `io.Copy`. */
const chunkBytes = 32 * 1024;

/** Frames bytes as HTTP/1.1 chunks of 32 KiB (RFC 9112, 7.1), without the last, empty chunk. */
export function frameAsChunks(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}

/** The last chunk: the end of a chunked body. */
export const lastChunk = Buffer.from('0\r\n\r\n');
