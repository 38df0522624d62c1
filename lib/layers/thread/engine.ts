import { LRUCache } from 'lru-cache';
import { contentEntry, entryAt, type LayerFacts, type LayerIndex } from '../index/layer-index';
import { nameText } from '../index/name-text';
import { keptIndexBytesMax, keptNodesMax, scanLimits } from '../limits';
import { type ScanOptions, scanLayer } from '../scan/scan-layer';
import { unpack } from '../scan/unpack';
import { type ChangePage, changePage, type Differences, differencesOf } from '../view/compare-views';
import { listView, type Sorted } from '../view/list-view';
import { mergeLayers } from '../view/merge-layers';
import type { View } from '../view/view-tree';
import type { EntryAnswer, LayerAsk, ListAnswer, ViewAsk } from './messages';

/** An index or a view that was asked for is not kept any more. */
export class Missing extends Error {
  override readonly name = 'Missing';

  constructor(readonly digests: string[]) {
    super('layers have to be read again');
  }
}

/** An entry has no content that could be read. */
export class NoContent extends Error {
  override readonly name = 'NoContent';
}

/** Reads a blob from a byte on. */
export type ReadFrom = (start: number) => AsyncIterable<Buffer>;

interface KeptView {
  view: View;
  states: Uint8Array | null | undefined;
  sorted?: Sorted;
}

/** What the thread knows and does: layers that were read, and what they are merged to. */
export class LayerEngine {
  readonly #indexes = new LRUCache<string, LayerIndex>({
    maxSize: keptIndexBytesMax,
    sizeCalculation: ({ facts }) => facts.indexBytes + 1024,
  });
  readonly #views = new LRUCache<string, KeptView>({
    maxSize: keptNodesMax,
    sizeCalculation: ({ view }) => view.nodes + 1024,
  });
  #differences: { key: string; value: Differences } | undefined;

  /** @throws NoTar; the reason of an abort */
  async scan(digest: string, source: AsyncIterable<Buffer>, options: ScanOptions): Promise<LayerFacts> {
    const index = await scanLayer(digest, source, options);
    this.#indexes.set(digest, index);
    return index.facts;
  }

  forget(digest: string): void {
    this.#indexes.delete(digest);
    this.#views.clear();
    this.#differences = undefined;
  }

  /** @throws Missing, TooManyNodes */
  list({ view: asked, query }: Extract<LayerAsk, { op: 'list' }>): ListAnswer {
    const kept = this.#view(asked);
    const { page, sorted } = listView(kept.view, query, { states: kept.states, sorted: kept.sorted });
    kept.sorted = sorted;
    return { page, hiddenBytes: kept.view.hiddenBytes, rewrittenBytes: kept.view.rewrittenBytes };
  }

  /** @throws Missing, TooManyNodes */
  compare({ a, b, query }: Extract<LayerAsk, { op: 'compare' }>): ChangePage {
    const [viewA, viewB] = [this.#view({ layers: a }).view, this.#view({ layers: b }).view];
    const key = JSON.stringify([a, b]);
    if (this.#differences?.key !== key) this.#differences = { key, value: differencesOf(viewA, viewB) };
    return changePage(viewA, viewB, this.#differences.value, query);
  }

  /** @throws Missing, NoContent */
  entry(digest: string, entry: number): EntryAnswer {
    const [index] = this.#require([digest]);
    const shown = index && entryAt(index, entry);
    const at = index && contentEntry(index, entry);
    const content = at === undefined ? undefined : index && entryAt(index, at);
    if (!shown || !content) throw new NoContent('this entry has no content');
    return { path: nameText(shown.path).text, bytes: content.bytes };
  }

  /**
   * The bytes of a file. Of a layer that is compressed everything before it is unpacked as well, from the beginning of the
   * layer on, and thrown away: up to some seconds for each gigabyte. To begin in the middle takes points at which the state of
   * the unpacker is known, and Node's does not tell where its blocks end.
   * @throws Missing, NoContent, Cut
   */
  async *read(digest: string, entry: number, readFrom: ReadFrom, bytesMax: number): AsyncGenerator<Buffer> {
    const [index] = this.#require([digest]);
    const at = index && contentEntry(index, entry);
    const content = at === undefined ? undefined : index && entryAt(index, at);
    if (!index || !content) throw new NoContent('this entry has no content');
    const isPlain = index.packing === 'none';
    const source = isPlain ? readFrom(content.offset) : unpack(readFrom(0), scanLimits.windowBytesMax);
    let skip = isPlain ? 0 : content.offset;
    let left = Math.min(content.bytes, bytesMax);
    if (left === 0) return;
    for await (const chunk of source) {
      if (skip >= chunk.length) {
        skip -= chunk.length;
        continue;
      }
      const part = chunk.subarray(skip, skip + left);
      skip = 0;
      left -= part.length;
      yield part;
      if (left === 0) return;
    }
  }

  #view({ layers, only, isAlone }: ViewAsk): KeptView {
    const key = JSON.stringify([layers, only, isAlone]);
    const kept = this.#views.get(key);
    if (kept) return kept;
    const made = this.#merge(this.#require(layers), only, isAlone ?? false);
    this.#views.set(key, made);
    return made;
  }

  #merge(indexes: LayerIndex[], only: number | undefined, isAlone: boolean): KeptView {
    const index = only === undefined ? undefined : indexes[only];
    if (only === undefined || !index) return { view: mergeLayers(indexes), states: undefined };
    const states = isAlone ? null : new Uint8Array(index.facts.entries);
    if (states) mergeLayers(indexes.slice(0, only + 1), { states });
    return { view: mergeLayers([index], { showsWhiteouts: true }), states };
  }

  #require(digests: string[]): LayerIndex[] {
    const missing = new Set<string>();
    const found: LayerIndex[] = [];
    for (const digest of digests) {
      const index = this.#indexes.get(digest);
      if (index) found.push(index);
      else missing.add(digest);
    }
    if (missing.size > 0) throw new Missing([...missing]);
    return found;
  }
}
