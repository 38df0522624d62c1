import { Worker } from 'node:worker_threads';
import { idleMs } from './limits';
import type { ScanProgress } from './scan/scan-layer';
import type { LayerAsk, LayerFailure, LayerSaying, LayerWord } from './thread/messages';
import bundled from './thread/program.json';

/** A question to the thread was not answered as it should. */
export class LayerProblem extends Error {
  override readonly name = 'LayerProblem';

  constructor(readonly failure: LayerFailure | { kind: 'gone' }) {
    super(failure.kind === 'failed' ? failure.message : `the layers are not told of: ${failure.kind}`);
  }
}

interface Pending {
  onProgress?: (progress: ScanProgress) => void;
  onChunk?: (chunk: Uint8Array) => void;
  resolve: (result: unknown) => void;
  reject: (problem: unknown) => void;
}

/** What belongs to a question besides itself. */
export interface AskOptions {
  onProgress?: (progress: ScanProgress) => void;
  /** Of a question for bytes: is told each piece, and after it whether it goes on by `more`. */
  onChunk?: (chunk: Uint8Array, more: () => void) => void;
  signal?: AbortSignal;
}

/**
 * The thread in which layers are read, merged and listed, so that nobody else waits for it. It starts with the first question
 * and ends when none came for a while, or when it took too much memory: then what it knew is read anew.
 */
export class LayerThread {
  readonly #heapMib: number;
  readonly #onGone: () => void;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  /**
   * @param heapMib what it may take for objects of JavaScript; it ends when it takes more
   * @param onGone is told that it has forgotten everything
   */
  constructor(heapMib: number, onGone: () => void) {
    this.#heapMib = heapMib;
    this.#onGone = onGone;
  }

  /**
   * Asks it something.
   * @returns what the thread says to it
   * @throws LayerProblem; the reason of an abort
   */
  async ask<Result>(ask: LayerAsk, { onProgress, onChunk, signal }: AskOptions = {}): Promise<Result> {
    signal?.throwIfAborted();
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#lastId += 1;
    const id = this.#lastId;
    const tell = (word: LayerWord['word']) => worker.postMessage({ id, word } satisfies LayerWord);
    const onAbort = () => tell('stop');
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#pending.set(id, {
          onProgress,
          onChunk: (chunk) => onChunk?.(chunk, () => tell('more')),
          resolve: resolve as (result: unknown) => void,
          reject,
        });
        // A process that ends waits for nothing of it: whoever asks holds a connection open.
        worker.postMessage({ ...ask, id }, transferOf(ask));
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#pending.delete(id);
      if (this.#pending.size === 0) this.#idle = setTimeout(() => this.end(), idleMs).unref();
    }
  }

  /** Ends it; whoever waits is told. */
  end(): void {
    void this.#worker?.terminate();
    this.#forget(this.#worker);
  }

  #start(): Worker {
    const worker = new Worker(bundled.program, {
      eval: true,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#heapMib },
    });
    worker.unref();
    const forget = () => this.#forget(worker);
    worker.on('error', forget).once('exit', forget);
    worker.on('message', (saying: LayerSaying) => this.#hear(saying));
    return worker;
  }

  #hear(saying: LayerSaying): void {
    const pending = this.#pending.get(saying.id);
    if (!pending) return;
    if ('progress' in saying) pending.onProgress?.(saying.progress);
    else if ('chunk' in saying) pending.onChunk?.(saying.chunk);
    else if ('failure' in saying) pending.reject(new LayerProblem(saying.failure));
    else pending.resolve(saying.result);
  }

  #forget(worker: Worker | undefined): void {
    if (!worker || this.#worker !== worker) return;
    this.#worker = undefined;
    clearTimeout(this.#idle);
    for (const { reject } of this.#pending.values()) reject(new LayerProblem({ kind: 'gone' }));
    this.#onGone();
  }
}

/** An open file goes to the thread, which closes it. */
function transferOf(ask: LayerAsk) {
  return 'source' in ask && 'handle' in ask.source ? [ask.source.handle] : [];
}
