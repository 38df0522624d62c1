import { Cut, NoTar } from './cut';
import { type PaxFields, parsePax, paxNumber } from './pax';
import { blockBytes, hasChecksum, isZero, parseHeader, type TarHeader } from './tar-header';

/** An entry of a tar, with what the headers before its own say of it. */
export interface TarEntry extends TarHeader {
  /** Whether its bytes are only the parts of a file that are not zero. */
  isSparse: boolean;
  /** Where its bytes begin in the archive. */
  offset: number;
  /** How many stand there. */
  storedBytes: number;
}

/** What a reader tells. */
export interface TarListener {
  entry(entry: TarEntry): void;
  /** Bytes of the entry that was told last. */
  data(bytes: Buffer): void;
  /** All bytes of it were there. */
  end(): void;
}

/** Those that have no bytes, whatever their header says, as Go's archive/tar takes it, which unpacks images. */
const withoutBytes = new Set(['1', '2', '3', '4', '5', '6']);

/**
 * Reads a tar piece by piece: ustar, GNU and pax. It holds no more of it than one header of bounded size.
 * Call `push` until it returns false, then `finish`.
 */
export class TarReader {
  readonly #listener: TarListener;
  readonly #headerBytesMax: number;
  readonly #block = Buffer.alloc(blockBytes);
  #blockFilled = 0;
  /** Bytes of the entry that are still to come, and what fills its last block. */
  #dataLeft = 0;
  #paddingLeft = 0;
  /** What the data is: told on, or a header that is gathered. */
  #gathers: { type: string; body: Buffer; filled: number } | undefined;
  /** Blocks of the map of an old sparse file, before its bytes. */
  #mapOf: TarEntry | undefined;
  #mapBlocks = 0;
  #isTold = false;
  #position = 0;
  #zeros = 0;
  #seen = false;
  #global: PaxFields = new Map();
  #pax: PaxFields = new Map();
  #longName: string | undefined;
  #longLink: string | undefined;

  constructor(listener: TarListener, headerBytesMax: number) {
    this.#listener = listener;
    this.#headerBytesMax = headerBytesMax;
  }

  /** How many bytes of the archive were read. */
  get position(): number {
    return this.#position;
  }

  /**
   * Takes the next piece.
   * @returns false when the archive has ended: what follows is none of it
   * @throws Cut, and NoTar when it is none from the beginning
   */
  push(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      const left = chunk.length - at;
      if (this.#dataLeft > 0) {
        const taken = Math.min(left, this.#dataLeft);
        this.#take(chunk.subarray(at, at + taken));
        this.#dataLeft -= taken;
        at += taken;
        this.#position += taken;
        if (this.#dataLeft === 0) this.#ended();
      } else if (this.#paddingLeft > 0) {
        const taken = Math.min(left, this.#paddingLeft);
        this.#paddingLeft -= taken;
        at += taken;
        this.#position += taken;
      } else {
        const taken = Math.min(left, blockBytes - this.#blockFilled);
        chunk.copy(this.#block, this.#blockFilled, at, at + taken);
        this.#blockFilled += taken;
        at += taken;
        this.#position += taken;
        if (this.#blockFilled === blockBytes) {
          this.#blockFilled = 0;
          if (!this.#header()) return false;
        }
      }
    }
    return true;
  }

  /** Says that nothing more comes. @throws Cut when an entry is not whole, NoTar when there was nothing */
  finish(): void {
    if (!this.#seen) throw new NoTar('not-tar');
    if (this.#dataLeft > 0 || this.#blockFilled > 0 || this.#gathers || this.#mapOf) throw new Cut('short');
  }

  /** @returns false at the end of the archive */
  #header(): boolean {
    if (this.#mapOf) {
      this.#map(this.#mapOf);
      return true;
    }
    if (isZero(this.#block)) {
      this.#seen = true;
      this.#zeros += 1;
      return this.#zeros < 2;
    }
    if (!this.#seen && !hasChecksum(this.#block)) throw new NoTar('not-tar');
    this.#seen = true;
    this.#zeros = 0;
    const header = parseHeader(this.#block);
    if ('xgLK'.includes(header.type)) {
      if (header.bytes > this.#headerBytesMax) throw new Cut('header');
      this.#gathers = { type: header.type, body: Buffer.alloc(header.bytes), filled: 0 };
      this.#expect(header.bytes);
      return true;
    }
    const entry = this.#withExtensions(header);
    if (header.sparse?.continues) this.#mapOf = entry;
    else this.#tell(entry);
    return true;
  }

  /** The map of a sparse file is passed over: its bytes are not put together here. */
  #map(entry: TarEntry): void {
    this.#mapBlocks += 1;
    if (this.#mapBlocks * blockBytes > this.#headerBytesMax) throw new Cut('sparse');
    if (this.#block[504] !== 0) return;
    this.#mapOf = undefined;
    this.#mapBlocks = 0;
    this.#tell({ ...entry, offset: this.#position });
  }

  #tell(entry: TarEntry): void {
    this.#listener.entry(entry);
    this.#isTold = true;
    this.#expect(entry.storedBytes);
  }

  #expect(bytes: number): void {
    this.#dataLeft = bytes;
    this.#paddingLeft = (blockBytes - (bytes % blockBytes)) % blockBytes;
    if (bytes === 0) this.#ended();
  }

  #take(bytes: Buffer): void {
    if (this.#gathers) {
      bytes.copy(this.#gathers.body, this.#gathers.filled);
      this.#gathers.filled += bytes.length;
    } else {
      this.#listener.data(bytes);
    }
  }

  #ended(): void {
    if (this.#isTold) {
      this.#isTold = false;
      this.#listener.end();
      return;
    }
    const gathered = this.#gathers;
    if (!gathered) return;
    this.#gathers = undefined;
    if (gathered.type === 'x') this.#pax = parsePax(gathered.body);
    else if (gathered.type === 'g') this.#global = new Map([...this.#global, ...parsePax(gathered.body)]);
    else if (gathered.type === 'L') this.#longName = toNul(gathered.body);
    else this.#longLink = toNul(gathered.body);
  }

  #withExtensions(header: TarHeader): TarEntry {
    const fields = new Map([...this.#global, ...this.#pax]);
    const isSparse =
      header.sparse !== undefined || [...fields.keys()].some((key) => key.startsWith('GNU.sparse.'));
    const stored = withoutBytes.has(header.type) ? 0 : (paxNumber(fields, 'size') ?? header.bytes);
    if (!Number.isSafeInteger(stored) || stored < 0) throw new Cut('header');
    const real =
      paxNumber(fields, 'GNU.sparse.realsize') ??
      paxNumber(fields, 'GNU.sparse.size') ??
      header.sparse?.bytes ??
      stored;
    const mtime = paxNumber(fields, 'mtime');
    const entry: TarEntry = {
      ...header,
      name: fields.get('GNU.sparse.name') ?? fields.get('path') ?? this.#longName ?? header.name,
      linkTarget: fields.get('linkpath') ?? this.#longLink ?? header.linkTarget,
      uid: paxNumber(fields, 'uid') ?? header.uid,
      gid: paxNumber(fields, 'gid') ?? header.gid,
      owner: fields.get('uname') ?? header.owner,
      group: fields.get('gname') ?? header.group,
      modifiedMs: mtime === undefined ? header.modifiedMs : Math.round(mtime * 1000),
      bytes: isSparse ? Math.max(0, Math.floor(real)) : stored,
      isSparse,
      offset: this.#position,
      storedBytes: stored,
    };
    this.#pax = new Map();
    this.#longName = undefined;
    this.#longLink = undefined;
    return entry;
  }
}

function toNul(body: Buffer): string {
  const end = body.indexOf(0);
  return body.toString('latin1', 0, end < 0 ? body.length : end);
}
