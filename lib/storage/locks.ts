import { setTimeout as delay } from 'node:timers/promises';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from './driver';
import type { StoragePaths, UploadId } from './paths';
import type { Processes } from './processes';
import { StorageError } from './storage-error';

/**
 * What can be locked. A task that needs several takes them in this order: a job of maintenance, an upload, a
 * repository, `folders`; so none waits for another in a circle.
 */
export type LockKey = `job:${string}` | `upload:${UploadId}` | `repository:${RepositoryName}` | 'folders';

/**
 * Locks that hold between tasks of one process and between processes on one data folder.
 *
 * A lock is a hard link `temp/locks/{hash of the key}` to the file of the process that holds it: link(2)
 * makes it if and only if it is not there. A process that dies leaves its locks; whoever wants one reaps it.
 */
export class Locks {
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;
  readonly #processes: Processes;
  readonly #tails = new Map<string, Promise<void>>();

  constructor(driver: FileSystemDriver, paths: StoragePaths, processes: Processes) {
    this.#driver = driver;
    this.#paths = paths;
    this.#processes = processes;
  }

  /**
   * Runs a task while holding the lock, in the order of the calls.
   * @param waitMsMax how long to wait for another process; tasks of this one are waited for without limit
   * @throws StorageError BUSY when another process keeps the lock for longer
   */
  async hold<T>(key: LockKey, task: () => Promise<T>, waitMsMax = 30_000): Promise<T> {
    const before = this.#tails.get(key);
    let finished: () => void = () => undefined;
    const tail = new Promise<void>((resolve) => {
      finished = resolve;
    });
    this.#tails.set(key, tail);
    try {
      await before;
      const file = this.#paths.lock(key);
      await this.#take(key, file, waitMsMax);
      try {
        return await task();
      } finally {
        await this.#driver.remove(file).catch(() => this.#releaseLater(key));
      }
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
      finished();
    }
  }

  /** Whether a task of this process holds the lock or waits for it. */
  isHeldHere(key: LockKey): boolean {
    return this.#tails.has(key);
  }

  async #take(key: LockKey, file: string, waitMsMax: number): Promise<void> {
    try {
      await this.#link(file, waitMsMax);
    } catch (error) {
      // A faulty disk may have made the link all the same.
      if (!(error instanceof StorageError)) this.#releaseLater(key);
      throw error;
    }
  }

  /**
   * Frees a lock that a faulty disk did not let go of: other processes would wait until this one ends. What the
   * task did is done, so its caller need not hear of it.
   */
  #releaseLater(key: LockKey): void {
    const again = () => {
      if (this.#processes.hasLeft) return; // That has freed it.
      this.hold(key, async () => undefined, 0).catch(() => undefined); // It sees to the next time.
    };
    setTimeout(again, releaseAgainMs).unref();
  }

  async #link(file: string, waitMsMax: number): Promise<void> {
    const deadline = Date.now() + waitMsMax;
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 25)) {
      const made = await this.#driver.link(this.#processes.ownFile, file);
      if (made === 'linked') return;
      if (made === 'missing') await this.#processes.register();
      const holder = await this.#processes.holderOf(file);
      // No other task of this process has it, for it is this one's turn: it is one that could not be released.
      if (holder?.id === this.#processes.id) return;
      if (holder && !holder.alive && (await this.#processes.reap(holder.id, file))) continue;
      if (Date.now() > deadline) throw new StorageError({ code: 'BUSY' });
      await delay(pauseMs);
    }
  }
}

/** How long after a release that failed the next one is tried. */
const releaseAgainMs = 1_000;
