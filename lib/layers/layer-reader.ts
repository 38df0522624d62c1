import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { LayerFacts } from './index/layer-index';
import { LayerProblem, LayerThread } from './layer-thread';
import { forsakenMs, questionsMax, readsMax, threadHeapMib, waitingMax } from './limits';
import type { BlobSource, EntryAnswer, LayerAsk, ListAnswer, ViewAsk } from './thread/messages';
import type { ChangePage, CompareFilesQuery } from './view/compare-views';
import type { ListQuery } from './view/list-view';

/** A blob as it is opened for reading; whoever opens it has looked whether it may be read. */
export interface OpenedBlob {
  source: BlobSource;
  /** Whether its bytes match its digest. */
  sound: Promise<boolean>;
}

/** Opens a blob; undefined when it is not there. */
export type OpenBlob = () => Promise<OpenedBlob | undefined>;

/** What is known of a layer. */
export type LayerKnown = { state: 'read'; facts: LayerFacts } | { state: 'unreadable'; reason: UnreadReason };
export type UnreadReason = 'media-type' | 'not-tar' | 'absent' | 'large';

/** How far a layer is. */
export interface LayerProgress {
  isWaiting: boolean;
  bytesRead: number;
  bytes: number;
  entries: number;
}

/** More layers or questions wait than are done in a reasonable time. */
export class TooManyWait extends Error {
  override readonly name = 'TooManyWait';
}

interface Job {
  progress: LayerProgress;
  abort: AbortController;
  askedMs: number;
  done: Promise<void>;
}

const knownMax = 20_000;

/**
 * Reads layers once for all who ask, one after the other, in a thread. What it knows is the same for everybody who may pull a
 * layer: whether somebody may, and whether a repository holds it, is to be asked before.
 */
export class LayerReader {
  readonly #known = new LRUCache<string, LayerKnown>({ maxSize: knownMax, sizeCalculation: () => 1 });
  /** The layers during which the thread ended. */
  readonly #endedWith = new LRUCache<string, true>({ maxSize: knownMax, sizeCalculation: () => 1 });
  readonly #jobs = new Map<string, Job>();
  readonly #turns = pLimit(1);
  readonly #reads = pLimit(readsMax);
  readonly #thread: LayerThread;
  readonly #now: () => number;
  #watch: NodeJS.Timeout | undefined;
  #questions = 0;

  /**
   * @param now the time in milliseconds: for tests
   * @param heapMib what the thread may take: for tests
   */
  constructor(now: () => number = Date.now, heapMib = threadHeapMib) {
    this.#now = now;
    this.#thread = new LayerThread(heapMib, () => this.#known.clear());
  }

  /** What is known of a layer; undefined when it has to be read. */
  known(digest: string): LayerKnown | undefined {
    return this.#known.get(digest);
  }

  /** How far a layer is that is being read, or waits for it. */
  progress(digest: string): LayerProgress | undefined {
    return this.#jobs.get(digest)?.progress;
  }

  /**
   * Has a layer read, once for all who ask meanwhile. Ask again in time: it ends when nobody has for a while.
   * @param open is called when it is its turn
   * @returns what resolves when it was read, or was ended; at once when it is known
   * @throws TooManyWait
   */
  begin(digest: string, bytes: number, open: OpenBlob): Promise<void> {
    if (this.#known.has(digest)) return Promise.resolve();
    const running = this.#jobs.get(digest);
    if (running) {
      running.askedMs = this.#now();
      return running.done;
    }
    if (this.#jobs.size >= waitingMax) throw new TooManyWait('too many layers wait to be read');
    const job: Job = {
      progress: { isWaiting: true, bytesRead: 0, bytes, entries: 0 },
      abort: new AbortController(),
      askedMs: this.#now(),
      done: Promise.resolve(),
    };
    this.#jobs.set(digest, job);
    job.done = this.#turns(() => this.#scan(digest, job, open)).finally(() => {
      if (this.#jobs.get(digest) === job) this.#jobs.delete(digest);
    });
    // Whoever waits is told of a failure; maybe nobody does.
    job.done.catch(() => undefined);
    this.#watch ??= setInterval(() => this.endForsaken(), 1_000).unref();
    return job.done;
  }

  /** Ends that a layer is read. */
  cancel(digest: string): void {
    const job = this.#jobs.get(digest);
    this.#jobs.delete(digest);
    job?.abort.abort();
  }

  /** Ends what nobody has asked for in a while. */
  endForsaken(): void {
    for (const [digest, { askedMs }] of this.#jobs)
      if (this.#now() - askedMs > forsakenMs) this.cancel(digest);
    if (this.#jobs.size > 0) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  /** @returns undefined when layers have to be read again. @throws LayerProblem `large`; TooManyWait */
  async list(view: ViewAsk, query: ListQuery): Promise<ListAnswer | undefined> {
    return await this.#orMissing({ op: 'list', view, query });
  }

  /** @returns undefined when layers have to be read again. @throws LayerProblem `large`; TooManyWait */
  async compare(a: string[], b: string[], query: CompareFilesQuery): Promise<ChangePage | undefined> {
    return await this.#orMissing({ op: 'compare', a, b, query });
  }

  /** @returns undefined when the layer has to be read again. @throws LayerProblem `no-content`; TooManyWait */
  async entry(digest: string, entry: number): Promise<EntryAnswer | undefined> {
    return await this.#orMissing({ op: 'entry', digest, entry });
  }

  /** Whether more files are read now than may be at a time. */
  get isBusy(): boolean {
    return this.#reads.activeCount >= readsMax;
  }

  /**
   * Reads a file of a layer that was read.
   * @param onChunk takes a piece, and ends when there is room for the next
   * @returns whether all of it came, and of what it should be
   * @throws LayerProblem; the reason of an abort
   */
  async read(
    { digest, entry, bytesMax }: { digest: string; entry: number; bytesMax: number },
    open: OpenBlob,
    onChunk: (chunk: Buffer) => Promise<void> | void,
    signal: AbortSignal,
  ): Promise<boolean> {
    return await this.#reads(async () => {
      signal.throwIfAborted();
      const opened = await open();
      if (!opened) return false;
      if (signal.aborted) await close(opened);
      await this.#thread.ask(
        { op: 'read', digest, entry, source: opened.source, bytesMax },
        {
          signal,
          onChunk: (chunk, more) =>
            void Promise.resolve(onChunk(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))).then(
              more,
              more,
            ),
        },
      );
      return await opened.sound;
    });
  }

  /** Ends the thread. */
  close(): void {
    for (const digest of this.#jobs.keys()) this.cancel(digest);
    this.endForsaken();
    this.#thread.end();
  }

  async #scan(digest: string, job: Job, open: OpenBlob): Promise<void> {
    if (job.abort.signal.aborted) return;
    let known: LayerKnown | undefined;
    try {
      const opened = await open();
      job.progress.isWaiting = false;
      if (!opened) return;
      if (job.abort.signal.aborted) return await close(opened);
      const facts = await this.#thread.ask<LayerFacts>(
        { op: 'scan', digest, source: opened.source },
        {
          signal: job.abort.signal,
          onProgress: ({ bytesRead, entries }) => Object.assign(job.progress, { bytesRead, entries }),
        },
      );
      if (await opened.sound) known = { state: 'read', facts };
      // It is in quarantine now.
      else await this.#thread.ask({ op: 'forget', digest });
    } catch (error) {
      if (job.abort.signal.aborted) return;
      if (!(error instanceof LayerProblem)) throw error;
      if (error.failure.kind === 'no-tar') known = { state: 'unreadable', reason: error.failure.reason };
      else if (error.failure.kind === 'gone') known = this.#afterEnd(digest);
      else throw error;
    }
    if (known) this.#known.set(digest, known);
  }

  /** The thread ended while it read a layer. It may have been for the sake of another one, but not twice. */
  #afterEnd(digest: string): LayerKnown | undefined {
    if (this.#endedWith.has(digest)) return { state: 'unreadable', reason: 'large' };
    this.#endedWith.set(digest, true);
    return undefined;
  }

  /** @throws TooManyWait */
  async #orMissing<Result>(ask: LayerAsk): Promise<Result | undefined> {
    if (this.#questions >= questionsMax) throw new TooManyWait('too many questions wait for an answer');
    this.#questions += 1;
    try {
      return await this.#thread.ask<Result>(ask);
    } catch (error) {
      if (!(error instanceof LayerProblem)) throw error;
      if (error.failure.kind === 'gone') throw new LayerProblem({ kind: 'large' });
      if (error.failure.kind !== 'missing') throw error;
      for (const digest of error.failure.digests) this.#known.delete(digest);
      return undefined;
    } finally {
      this.#questions -= 1;
    }
  }
}

/** The thread closes what it was given; this was not. */
async function close({ source }: OpenedBlob): Promise<void> {
  if ('handle' in source) await source.handle.close();
}
