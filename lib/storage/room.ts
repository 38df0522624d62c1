import type { FileSystemDriver } from './driver';
import { StorageError } from './storage-error';

/** How old what is known of the disk may be. */
const lookAgainMs = 1_000;

/**
 * Room for what is pushed: refuses it while the disk is not yet full, so that deletions, collection and the database
 * still have some to work with.
 *
 * It asks the file system at most once a second, and meanwhile subtracts what was written since and what running
 * pushes have announced and not yet sent. What other processes write it sees with the next look.
 */
export class Room {
  readonly #driver: FileSystemDriver;
  readonly #folder: string;
  readonly #freeBytesMin: number;
  #look: { freeBytes: Promise<number>; at: number } | undefined;
  #writtenSinceBytes = 0;
  #promisedBytes = 0;

  /**
   * @param folder of the file system that is looked at
   * @param freeBytesMin what must be left; 0 turns all of this off
   */
  constructor(driver: FileSystemDriver, folder: string, freeBytesMin: number) {
    this.#driver = driver;
    this.#folder = folder;
    this.#freeBytesMin = freeBytesMin;
  }

  /**
   * Makes sure that something may be pushed now.
   * @param bytes how many are announced; 0 when that is not known
   * @throws StorageError LOW_SPACE
   */
  async require(bytes: number): Promise<void> {
    if (this.#freeBytesMin === 0) return;
    this.#requireLeft((await this.#freeBytes()) - this.#promisedBytes, bytes);
  }

  /**
   * As `require`, for bytes that come over a time: until `end` is called, others don't get the room for them.
   * @throws StorageError LOW_SPACE
   */
  async admit(bytes: number): Promise<Admission> {
    await this.require(bytes);
    let leftBytes = bytes;
    this.#promisedBytes += leftBytes;
    const keep = (written: number) => {
      const kept = Math.min(leftBytes, written);
      leftBytes -= kept;
      this.#promisedBytes -= kept;
    };
    return {
      write: (written) => {
        this.#writtenSinceBytes += written;
        keep(written);
      },
      goOn: async () => {
        if (this.#freeBytesMin === 0) return;
        // What others announced may be for us to take: who is in the midst of it goes first.
        this.#requireLeft(await this.#freeBytes(), 0);
      },
      end: () => keep(leftBytes),
    };
  }

  #requireLeft(freeBytes: number, wantedBytes: number): void {
    const requiredBytes = this.#freeBytesMin + wantedBytes;
    if (freeBytes >= requiredBytes) return;
    throw new StorageError({
      code: 'LOW_SPACE',
      freeBytes: Math.max(freeBytes, 0),
      requiredBytes,
      freeBytesMin: this.#freeBytesMin,
    });
  }

  async #freeBytes(): Promise<number> {
    const now = performance.now();
    if (!this.#look || now - this.#look.at >= lookAgainMs) {
      const look = {
        at: now,
        freeBytes: this.#driver.room(this.#folder).then(({ freeBytes }) => freeBytes),
      };
      this.#look = look;
      this.#writtenSinceBytes = 0;
      look.freeBytes.catch(() => {
        if (this.#look === look) this.#look = undefined; // The next one asks again.
      });
    }
    return (await this.#look.freeBytes) - this.#writtenSinceBytes;
  }
}

/** A push that has got its room. */
export interface Admission {
  /** Tells how many bytes were written just now. */
  write: (bytes: number) => void;
  /** Asks from time to time whether it may go on. @throws StorageError LOW_SPACE when the disk ran low meanwhile */
  goOn: () => Promise<void>;
  /** Gives back the room of what did not come. */
  end: () => void;
}
