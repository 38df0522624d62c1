import { Counter, Gauge, type Registry } from 'prom-client';
import type { Figures } from './figures';

/** The cache of this process, which counts for itself. */
export class CacheMetrics {
  readonly #bytes: Gauge;
  readonly #hits: Counter;
  readonly #misses: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#bytes = new Gauge({
      name: 'cyberdock_cache_bytes',
      help: 'Memory that manifests and small blobs take in the cache.',
      registers,
    });
    this.#hits = new Counter({
      name: 'cyberdock_cache_hits_total',
      help: 'Reads of manifests and blobs that the cache answered.',
      registers,
    });
    this.#misses = new Counter({
      name: 'cyberdock_cache_misses_total',
      help: 'Reads of manifests and blobs that it did not.',
      registers,
    });
  }

  /** Takes over the figures of this moment, in place of those before. */
  set({ bytes, hits, misses }: Figures['cache']): void {
    this.#bytes.set(bytes);
    for (const [counter, count] of [
      [this.#hits, hits],
      [this.#misses, misses],
    ] as const) {
      counter.reset();
      counter.inc(count);
    }
  }
}
