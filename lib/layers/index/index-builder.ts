import { Cut } from '../scan/cut';
import type { Packing } from '../scan/unpack';
import { type EntryKind, entryKinds } from './entry-kind';
import { hashBytes, type LayerFacts, type LayerIndex } from './layer-index';

/** An entry as it is put into an index. */
export interface NewEntry {
  kind: EntryKind;
  flags: number;
  path: string;
  target: string;
  bytes: number;
  mode: number;
  uid: number;
  gid: number;
  owner: string;
  group: string;
  modifiedMs: number;
  offset: number;
}

/** How much an index may hold. */
export interface IndexRoom {
  entriesMax: number;
  namesBytesMax: number;
  nodesMax: number;
}

/** Names of users and groups are kept so far. */
const ownerBytesMax = 256;

/** Gathers the rows of an index. */
export class IndexBuilder {
  readonly #room: IndexRoom;
  readonly #owners = new Map<string, number>();
  readonly #ownerNames: string[] = [];
  readonly #paths = new Texts();
  readonly #targets = new Texts();
  #capacity = 1024;
  #count = 0;
  #nodes = 0;
  #ownerBytes = 0;
  #pathBefore = '';
  #kinds = new Uint8Array(this.#capacity);
  #flags = new Uint8Array(this.#capacity);
  #modes = new Uint16Array(this.#capacity);
  #owner = new Uint32Array(this.#capacity);
  #bytes = new Float64Array(this.#capacity);
  #uids = new Float64Array(this.#capacity);
  #gids = new Float64Array(this.#capacity);
  #modifiedMs = new Float64Array(this.#capacity);
  #offsets = new Float64Array(this.#capacity);
  #hashes = Buffer.alloc(this.#capacity * hashBytes);

  constructor(room: IndexRoom) {
    this.#room = room;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws Cut when there is no room for it */
  add(entry: NewEntry): void {
    if (this.#count >= this.#room.entriesMax) throw new Cut('entries');
    const nodes = this.#nodes + newParts(this.#pathBefore, entry.path);
    const ownerText = `${entry.owner.slice(0, ownerBytesMax)}\0${entry.group.slice(0, ownerBytesMax)}`;
    const names = this.#paths.size + this.#targets.size + this.#ownerBytes;
    if (nodes > this.#room.nodesMax) throw new Cut('names');
    if (names + entry.path.length + entry.target.length + ownerText.length > this.#room.namesBytesMax)
      throw new Cut('names');
    if (this.#count === this.#capacity) this.#grow();
    const at = this.#count;
    this.#kinds[at] = entryKinds.indexOf(entry.kind);
    this.#flags[at] = entry.flags;
    this.#bytes[at] = entry.bytes;
    this.#modes[at] = entry.mode;
    this.#uids[at] = entry.uid;
    this.#gids[at] = entry.gid;
    this.#modifiedMs[at] = entry.modifiedMs;
    this.#offsets[at] = entry.offset;
    this.#owner[at] = this.#ownerOf(ownerText);
    this.#paths.add(entry.path);
    this.#targets.add(entry.target);
    this.#nodes = nodes;
    this.#pathBefore = entry.path;
    this.#count += 1;
  }

  /** Of the entry that was added last: the hash of its content. */
  setHash(hash: Buffer): void {
    hash.copy(this.#hashes, (this.#count - 1) * hashBytes, 0, hashBytes);
  }

  /** Of the entry that was added last: takes a flag from it. */
  clearLast(flag: number): void {
    this.#flags[this.#count - 1] = (this.#flags[this.#count - 1] ?? 0) & ~flag;
  }

  finish(
    digest: string,
    packing: Packing,
    counted: Pick<LayerFacts, 'uncompressedBytes' | 'truncated'>,
  ): LayerIndex {
    const count = this.#count;
    const paths = this.#paths.finish();
    const targets = this.#targets.finish();
    const kinds = this.#kinds.slice(0, count);
    const bytes = this.#bytes.slice(0, count);
    const of = (...wanted: EntryKind[]) => {
      const codes = wanted.map((kind) => entryKinds.indexOf(kind));
      return kinds.reduce((sum, kind) => sum + (codes.includes(kind) ? 1 : 0), 0);
    };
    const indexBytes =
      count * (1 + 1 + 2 + 4 + 5 * 8 + hashBytes + 8) + paths.bytes.length + targets.bytes.length;
    return {
      digest,
      packing,
      facts: {
        ...counted,
        fileBytes: bytes.reduce((sum, size, at) => sum + (kinds[at] === 0 ? size : 0), 0),
        entries: count,
        files: of('file'),
        folders: of('folder'),
        links: of('symbolic-link', 'hard-link'),
        whiteouts: of('whiteout', 'opaque'),
        nodes: this.#nodes,
        indexBytes: indexBytes + this.#ownerBytes,
      },
      kinds,
      flags: this.#flags.slice(0, count),
      bytes,
      modes: this.#modes.slice(0, count),
      uids: this.#uids.slice(0, count),
      gids: this.#gids.slice(0, count),
      modifiedMs: this.#modifiedMs.slice(0, count),
      offsets: this.#offsets.slice(0, count),
      hashes: Buffer.from(this.#hashes.subarray(0, count * hashBytes)),
      owners: this.#owner.slice(0, count),
      ownerNames: this.#ownerNames,
      paths: paths.bytes,
      pathEnds: paths.ends,
      targets: targets.bytes,
      targetEnds: targets.ends,
    };
  }

  #ownerOf(text: string): number {
    const known = this.#owners.get(text);
    if (known !== undefined) return known;
    const at = this.#ownerNames.push(text) - 1;
    this.#owners.set(text, at);
    // What a text and its place in the table take.
    this.#ownerBytes += text.length + 64;
    return at;
  }

  #grow(): void {
    this.#capacity *= 2;
    const longer = <T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(column: T, to: T): T => {
      to.set(column);
      return to;
    };
    this.#kinds = longer(this.#kinds, new Uint8Array(this.#capacity));
    this.#flags = longer(this.#flags, new Uint8Array(this.#capacity));
    this.#modes = longer(this.#modes, new Uint16Array(this.#capacity));
    this.#owner = longer(this.#owner, new Uint32Array(this.#capacity));
    this.#bytes = longer(this.#bytes, new Float64Array(this.#capacity));
    this.#uids = longer(this.#uids, new Float64Array(this.#capacity));
    this.#gids = longer(this.#gids, new Float64Array(this.#capacity));
    this.#modifiedMs = longer(this.#modifiedMs, new Float64Array(this.#capacity));
    this.#offsets = longer(this.#offsets, new Float64Array(this.#capacity));
    this.#hashes = longer(this.#hashes, Buffer.alloc(this.#capacity * hashBytes));
  }
}

/** How many files and folders a path has that the path before it has not: what it may add to a tree, at most. */
function newParts(before: string, path: string): number {
  let common = 0;
  while (common < path.length && path[common] === before[common]) common += 1;
  let parts = 1;
  for (let at = path.indexOf('/', common); at >= 0; at = path.indexOf('/', at + 1)) parts += 1;
  return parts;
}

/** Texts one behind the other. */
class Texts {
  #bytes = Buffer.alloc(4096);
  #ends = new Uint32Array(1024);
  #count = 0;
  size = 0;

  add(text: string): void {
    if (this.size + text.length > this.#bytes.length) {
      const longer = Buffer.alloc(Math.max(this.#bytes.length * 2, this.size + text.length));
      this.#bytes.copy(longer, 0, 0, this.size);
      this.#bytes = longer;
    }
    if (this.#count === this.#ends.length) {
      const longer = new Uint32Array(this.#count * 2);
      longer.set(this.#ends);
      this.#ends = longer;
    }
    this.size += this.#bytes.write(text, this.size, 'latin1');
    this.#ends[this.#count] = this.size;
    this.#count += 1;
  }

  finish(): { bytes: Buffer; ends: Uint32Array } {
    return { bytes: Buffer.from(this.#bytes.subarray(0, this.size)), ends: this.#ends.slice(0, this.#count) };
  }
}
