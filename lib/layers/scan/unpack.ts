import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { Cut, NoTar } from './cut';
import { zstdPieces } from './zstd-frames';

/** How the bytes of a layer are packed. */
export type Packing = 'none' | 'gzip' | 'zstd';

/** How many bytes tell what a blob is. */
const magicBytes = 6;

/** Newer Node.js has zstd of its own. */
const native = zlib as { createZstdDecompress?: () => NodeJS.ReadWriteStream };

/**
 * What the first bytes of a blob say of its packing; its media type is not asked, since clients set it wrongly.
 * @throws NoTar for a packing that is known, and not read here: bzip2 and xz
 */
export function packingOf(start: Buffer): Packing {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (start.length >= 4) {
    const number = start.readUInt32LE(0);
    if (number === 0xfd2fb528 || (number & 0xfffffff0) >>> 0 === 0x184d2a50) return 'zstd';
  }
  if (start.toString('latin1', 0, 3) === 'BZh' || start.toString('latin1', 0, 6) === '\xfd7zXZ\0')
    throw new NoTar('media-type');
  return 'none';
}

/**
 * The bytes of a tar as they come out of a blob.
 * @param source the blob; it is ended when this is
 * @param onPacking is told how they are packed, before the first of them
 * @throws Cut, NoTar
 */
export async function* unpack(
  source: AsyncIterable<Buffer>,
  windowBytesMax: number,
  onPacking: (packing: Packing) => void = () => undefined,
): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    const start = await readStart(chunks);
    const packing = packingOf(start);
    onPacking(packing);
    const whole = withStart(start, chunks);
    if (packing === 'gzip') yield* through(whole, zlib.createGunzip({ chunkSize: 256 * 1024 }));
    else if (packing === 'zstd') yield* unzstd(zstdPieces(whole, windowBytesMax));
    else yield* whole;
  } finally {
    await chunks.return?.();
  }
}

async function readStart(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  while (bytes < magicBytes) {
    const next = await chunks.next();
    if (next.done) break;
    parts.push(next.value);
    bytes += next.value.length;
  }
  return Buffer.concat(parts);
}

async function* withStart(start: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

/** @throws Cut when it is damaged */
async function* through(
  source: AsyncIterable<Buffer>,
  stream: NodeJS.ReadWriteStream,
): AsyncGenerator<Buffer> {
  let failure: unknown;
  // Where the source fails, what it gave before is unpacked to its end first.
  async function* untilFailure() {
    try {
      yield* source;
    } catch (error) {
      failure = error;
    }
  }
  const input = Readable.from(untilFailure());
  const unpacked = stream as NodeJS.ReadWriteStream & { destroy: () => void };
  input.pipe(unpacked);
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
    if (failure !== undefined) throw failure;
  } catch (error) {
    // What the source threw is its own; anything else is the unpacker's, about the bytes.
    if (failure !== undefined) throw failure;
    const isShort = (error as { code?: string }).code === 'Z_BUF_ERROR';
    throw new Cut(isShort ? 'short' : 'damaged', { cause: error });
  } finally {
    input.destroy();
    unpacked.destroy();
  }
}

async function* unzstd(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (native.createZstdDecompress) yield* through(pieces, native.createZstdDecompress());
  else yield* unzstdInScript(pieces);
}

/** Without a zstd of Node's own: slower, with the same result. @throws Cut when it is damaged */
export async function* unzstdInScript(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const out: Buffer[] = [];
  const decompress = new Decompress((bytes) => {
    // The buffer behind it is used again.
    if (bytes.length > 0) out.push(Buffer.from(bytes));
  });
  const push = (piece: Buffer, isLast: boolean) => {
    try {
      decompress.push(piece, isLast);
    } catch (cause) {
      throw new Cut('damaged', { cause });
    }
    return out.splice(0);
  };
  for await (const piece of pieces) yield* push(piece, false);
  // It holds back what may be the beginning of a header.
  yield* push(Buffer.alloc(0), true);
}
