import { Cut } from './cut';

const magic = 0xfd2fb528;
const skippable = 0x184d2a50;

/**
 * Cuts zstd into the headers and blocks of its frames (RFC 8878, section 3), so that what a frame asks for is known before
 * anything is set aside for it, and so that one piece unpacks to 128 KiB at most.
 * @throws Cut when a frame looks further back than `windowBytesMax`, or it is no zstd
 */
export async function* zstdPieces(
  source: AsyncIterable<Buffer>,
  windowBytesMax: number,
): AsyncGenerator<Buffer> {
  const input = new ByteQueue(source);
  for (;;) {
    const start = await input.take(4);
    if (!start) return;
    const number = start.readUInt32LE(0);
    if ((number & 0xfffffff0) >>> 0 === skippable) {
      const length = (await input.require(4)).readUInt32LE(0);
      await input.skip(length);
      continue;
    }
    if (number !== magic) throw new Cut('damaged');
    yield* frame(input, start, windowBytesMax);
  }
}

async function* frame(input: ByteQueue, start: Buffer, windowBytesMax: number): AsyncGenerator<Buffer> {
  const descriptor = await input.require(1);
  const flags = descriptor[0] ?? 0;
  const isSingle = (flags & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const rest = await input.require((isSingle ? 0 : 1) + dictionaryBytes + sizeBytes);
  const window = isSingle ? contentSize(rest.subarray(dictionaryBytes)) : windowOf(rest[0] ?? 0);
  if (window > windowBytesMax) throw new Cut('window');
  yield Buffer.concat([start, descriptor, rest]);
  for (;;) {
    const head = await input.require(3);
    const word = head.readUIntLE(0, 3);
    const [isLast, type, size] = [word & 1, (word >> 1) & 3, word >> 3];
    if (type === 3 || size > 128 * 1024) throw new Cut('damaged');
    yield Buffer.concat([head, await input.require(type === 1 ? 1 : size)]);
    if (isLast) break;
  }
  if (flags & 4) yield await input.require(4);
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE(0));
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}

/** Bytes of a source, as many as are asked for at a time. */
class ByteQueue {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** @returns undefined when there are none left. @throws Cut when there are fewer */
  async take(bytes: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let missing = bytes;
    while (missing > 0) {
      if (this.#held.length === 0) {
        const next = await this.#source.next();
        if (next.done) {
          if (missing === bytes) return undefined;
          throw new Cut('short');
        }
        this.#held = next.value;
        continue;
      }
      const part = this.#held.subarray(0, missing);
      this.#held = this.#held.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  async require(bytes: number): Promise<Buffer> {
    const taken = bytes === 0 ? Buffer.alloc(0) : await this.take(bytes);
    if (!taken) throw new Cut('short');
    return taken;
  }

  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; ) {
      const part = Math.min(left, 65_536);
      await this.require(part);
      left -= part;
    }
  }
}
