import { createHash, type Hash } from 'node:crypto';
import { kindOf, pathOf } from '../index/entry-kind';
import { IndexBuilder } from '../index/index-builder';
import { flagged, type LayerIndex, partial, sparse } from '../index/layer-index';
import { type ScanLimits, scanLimits } from '../limits';
import { Cut } from './cut';
import { type TarEntry, type TarListener, TarReader } from './tar-reader';
import { type Packing, unpack } from './unpack';

/** What is told while a layer is read. */
export interface ScanProgress {
  /** Compressed. */
  bytesRead: number;
  entries: number;
}

/** How a layer is read. */
export interface ScanOptions {
  limits?: ScanLimits;
  /** How long the thread has worked, in milliseconds. */
  workedMs?: () => number;
  onProgress?: (progress: ScanProgress) => void;
  signal?: AbortSignal;
}

/**
 * Reads a layer from its beginning to its end, or to where it goes beyond a limit or is damaged: then the index holds what was
 * before that and says why. Its memory is bounded whatever it is.
 * @param source the blob, compressed as it is
 * @throws NoTar when it is no layer; the reason of an abort
 */
export async function scanLayer(
  digest: string,
  source: AsyncIterable<Buffer>,
  { limits = scanLimits, workedMs = () => 0, onProgress, signal }: ScanOptions = {},
): Promise<LayerIndex> {
  const builder = new IndexBuilder(limits);
  const reader = new TarReader(new Filling(builder, limits), limits.headerBytesMax);
  let packing: Packing = 'none';
  let packed = 0;
  let unpacked = 0;
  let truncated: LayerIndex['facts']['truncated'] = null;
  async function* counted() {
    for await (const chunk of source) {
      signal?.throwIfAborted();
      packed += chunk.length;
      onProgress?.({ bytesRead: packed, entries: builder.count });
      yield chunk;
    }
  }
  const tell = (found: Packing) => {
    packing = found;
  };
  try {
    let goesOn = true;
    for await (const chunk of unpack(counted(), limits.windowBytesMax, tell)) {
      signal?.throwIfAborted();
      unpacked += chunk.length;
      goesOn = reader.push(chunk);
      if (!goesOn) break;
      if (unpacked > limits.unpackedBytesMax) throw new Cut('bytes');
      if (unpacked > limits.ratioFromBytes && unpacked > packed * limits.ratioMax) throw new Cut('ratio');
      if (workedMs() > limits.workMsMax) throw new Cut('time');
    }
    if (goesOn) reader.finish();
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof Cut)) throw error;
    // Where nothing at all came out, it is no archive that was damaged.
    if (reader.position === 0 && error.reason !== 'window') reader.finish();
    truncated = error.reason;
  }
  return builder.finish(digest, packing, { uncompressedBytes: reader.position, truncated });
}

/** Puts what a reader tells into an index, with the hashes of contents. */
class Filling implements TarListener {
  readonly #builder: IndexBuilder;
  readonly #limits: ScanLimits;
  #hash: Hash | undefined;

  constructor(builder: IndexBuilder, limits: ScanLimits) {
    this.#builder = builder;
    this.#limits = limits;
  }

  entry(entry: TarEntry): void {
    const { path, isFlagged } = pathOf(entry.name);
    const kind = kindOf(entry.type, entry.name, path);
    const target =
      kind === 'symbolic-link'
        ? entry.linkTarget
        : kind === 'hard-link'
          ? pathOf(entry.linkTarget).path
          : entry.device;
    if (path.length > this.#limits.pathBytesMax || target.length > this.#limits.pathBytesMax)
      throw new Cut('path');
    const isFile = kind === 'file';
    // The folder of the whole is named `./`, and nothing else is without a name.
    const isNameless = path === '' && kind !== 'folder';
    this.#builder.add({
      kind,
      flags:
        (isFlagged || isNameless ? flagged : 0) |
        (isFile && entry.isSparse ? sparse : 0) |
        // Until all its bytes were there.
        (isFile && entry.storedBytes > 0 ? partial : 0),
      path,
      target,
      bytes: isFile ? entry.bytes : 0,
      mode: entry.mode,
      uid: entry.uid,
      gid: entry.gid,
      owner: entry.owner,
      group: entry.group,
      modifiedMs: entry.modifiedMs,
      offset: entry.offset,
    });
    this.#hash = isFile ? createHash('sha256') : undefined;
  }

  data(bytes: Buffer): void {
    this.#hash?.update(bytes);
  }

  end(): void {
    if (!this.#hash) return;
    this.#builder.setHash(this.#hash.digest());
    this.#builder.clearLast(partial);
    this.#hash = undefined;
  }
}
