import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import { errnoOf } from './storage-error';

/** What a start needs on a disk that is full: its own file, and the database's shared memory and log. */
const reserveBytes = 1024 * 1024;
const keepAgainMs = 2_000;

/**
 * Room that is set aside, so that a server can start on a full disk and serve, and its administrator can delete:
 * a file that the start removes, and the database when it finds no room; it is written again once there is some.
 */
export class Reserve {
  readonly #file: string;
  #waiting: NodeJS.Timeout | undefined;

  /** @param file an absolute path on the file system of the data folder */
  constructor(file: string) {
    this.#file = file;
  }

  /** Gives the room back, at once. */
  release(): void {
    rmSync(this.#file, { force: true });
  }

  /** Gives the room back now, and takes it again as soon as there is some. */
  lend(): void {
    this.release();
    if (this.#waiting) return;
    this.#waiting = setInterval(() => {
      this.keep().then(
        (kept) => {
          if (kept) this.stop();
        },
        () => undefined, // The next round tries again.
      );
    }, keepAgainMs);
    this.#waiting.unref();
  }

  /** Waits for room no longer. */
  stop(): void {
    clearInterval(this.#waiting);
    this.#waiting = undefined;
  }

  /** Sets the room aside, if it is not yet and the disk has it. @returns whether it is set aside */
  async keep(): Promise<boolean> {
    const present = await fs.stat(this.#file).catch(() => undefined); // Not there, or made anew below.
    if (present?.size === reserveBytes) return true;
    try {
      await fs.writeFile(this.#file, Buffer.alloc(reserveBytes));
      return true;
    } catch (error) {
      this.release();
      const errno = errnoOf(error);
      if (errno !== 'ENOSPC' && errno !== 'EDQUOT') throw error;
      return false;
    }
  }
}
