import { Worker } from 'node:worker_threads';
import type { Database } from './database';

/** After so many writes a checkpoint is worth its two syncs. */
const writesBetween = 500;

/**
 * Moves what was written ahead into the database's file, in a thread of its own. A checkpoint syncs the disk, which
 * takes from milliseconds to a second when the disk is busy; a commit that does it, as SQLite would by itself, holds
 * up every request for that long.
 *
 * It is a passive one, which waits for nobody and nobody for it. Should the thread fail, or not keep up, SQLite does it
 * by itself again when the log has grown large.
 * @see https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files
 */
export class Checkpointer {
  readonly #file: string;
  readonly #onFailed: (error: unknown) => void;
  #thread: { worker: Worker; ended: Promise<void> } | undefined;
  #writes = 0;
  #isBusy = false;
  #isEnded = false;

  /** @param onFailed told why the thread ended, if it did so by itself */
  constructor(database: Database, file: string, onFailed: (error: unknown) => void) {
    this.#file = file;
    this.#onFailed = onFailed;
    database.leaveCheckpoints(() => {
      this.#writes += 1;
      this.#checkpointIfDue();
    });
  }

  /** Ends the thread, after the checkpoint that it may be at: libsql aborts a process that ends in the midst of one. */
  async close(): Promise<void> {
    this.#isEnded = true;
    if (!this.#thread) return;
    const { worker, ended } = this.#thread;
    worker.ref();
    worker.postMessage('end');
    await ended;
  }

  #checkpointIfDue(): void {
    if (this.#writes < writesBetween || this.#isBusy || this.#isEnded) return;
    this.#writes = 0;
    this.#isBusy = true;
    // Not before it is needed: a thread takes 10 MiB, and a small registry writes little.
    this.#thread ??= this.#start();
    this.#thread.worker.postMessage('checkpoint');
  }

  #start(): { worker: Worker; ended: Promise<void> } {
    const worker = new Worker(program, { eval: true, workerData: this.#file, execArgv: [] });
    worker.unref(); // It keeps no process from ending.
    worker.on('message', () => {
      this.#isBusy = false;
      this.#checkpointIfDue();
    });
    worker.on('error', this.#onFailed);
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        this.#isEnded = true;
        resolve();
      });
    });
    return { worker, ended };
  }
}

/** What the thread runs. It is text, because the server is bundled and a thread needs a file or a text. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const Sqlite = require('libsql');
const sqlite = new Sqlite(workerData, { timeout: 0 });
sqlite.pragma('synchronous = NORMAL');
parentPort.on('message', (wish) => {
  if (wish === 'end') {
    sqlite.close();
    parentPort.close();
    return;
  }
  try {
    sqlite.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // A full disk, or another process at it: the next one may succeed, and nothing is lost meanwhile.
  }
  parentPort.postMessage('done');
});
`;
