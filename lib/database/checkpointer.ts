import { Worker } from 'node:worker_threads';
import type { Database } from './database';

/** After so many writes a checkpoint is worth its two syncs. */
const writesBetween = 500;

/** How long a process that ends waits for the checkpoint that its thread is at, in milliseconds. */
const exitMsMax = 10_000;

/** What `#atWork` holds while the thread has something to do. */
const working = 1;

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
  /** Shared with the thread, which sets it back when it is done, so that the end of the process can wait for it. */
  readonly #atWork = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
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
    this.#tell(worker, 'end');
    await ended;
  }

  #tell(worker: Worker, wish: 'checkpoint' | 'end'): void {
    Atomics.store(this.#atWork, 0, working);
    worker.postMessage(wish);
  }

  /**
   * Next, and whoever else calls `process.exit`, asks nobody before it does: libsql aborts a process whose thread is in
   * the midst of a question then, and a server that ended in order would seem to have crashed.
   */
  readonly #waitAtExit = () => {
    Atomics.wait(this.#atWork, 0, working, exitMsMax);
  };

  #checkpointIfDue(): void {
    if (this.#writes < writesBetween || this.#isBusy || this.#isEnded) return;
    this.#writes = 0;
    this.#isBusy = true;
    // Not before it is needed: a thread takes 10 MiB, and a small registry writes little.
    this.#thread ??= this.#start();
    this.#tell(this.#thread.worker, 'checkpoint');
  }

  #start(): { worker: Worker; ended: Promise<void> } {
    const worker = new Worker(program, {
      eval: true,
      workerData: { file: this.#file, atWork: this.#atWork },
      execArgv: [],
    });
    worker.unref(); // It keeps no process from ending.
    process.once('exit', this.#waitAtExit);
    worker.on('message', () => {
      this.#isBusy = false;
      this.#checkpointIfDue();
    });
    worker.on('error', this.#onFailed);
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        this.#isEnded = true;
        process.removeListener('exit', this.#waitAtExit);
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
const { file, atWork } = workerData;
const done = () => {
  Atomics.store(atWork, 0, 0);
  Atomics.notify(atWork, 0);
};
const open = () => {
  try {
    const sqlite = new Sqlite(file, { timeout: 0 });
    sqlite.pragma('synchronous = NORMAL');
    return sqlite;
  } catch (error) {
    done();
    throw error;
  }
};
const sqlite = open();
parentPort.on('message', (wish) => {
  try {
    if (wish === 'end') {
      parentPort.close();
      sqlite.close();
    } else {
      sqlite.pragma('wal_checkpoint(PASSIVE)');
    }
  } catch {
    // A full disk, or another process at it: the next one may succeed, and nothing is lost meanwhile.
  }
  done();
  parentPort.postMessage('done');
});
`;
