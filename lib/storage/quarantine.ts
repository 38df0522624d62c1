import type { Digest } from '@/lib/oci/digest';
import type { FileStat, FileSystemDriver } from './driver';
import type { StoragePaths } from './paths';
import { contentKeyOf, keyOf } from './small-cache';

/**
 * Content whose bytes no longer match its digest: `quarantine/{digest}`.
 *
 * A corrupt blob is linked here and loses its name in the pool. The repositories keep their links, which say what they
 * hold, but a link to a quarantined inode counts as absent, until the pool has the content again; then it is
 * replaced. A corrupt manifest is moved here from its repository, and its tags point nowhere until it comes back.
 */
export class Quarantine {
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;
  readonly #corrupt = new Set<string>();
  /** The folder's modification time when it was read; undefined when a later change may have got the same. */
  #readAtMs: number | undefined;
  readonly #report: (digest: Digest) => void;

  /** @param report is told of each corruption that is found */
  constructor(driver: FileSystemDriver, paths: StoragePaths, report: (digest: Digest) => void) {
    this.#driver = driver;
    this.#paths = paths;
    this.#report = report;
  }

  /** Reads which files other processes found corrupt, if that may have changed. */
  async refresh(): Promise<void> {
    const folder = await this.#driver.stat(this.#paths.quarantine);
    if (folder?.modifiedAtMs === this.#readAtMs) return;
    await this.load();
    const isSettled = folder !== undefined && Date.now() - folder.modifiedAtMs > settledAfterMs;
    this.#readAtMs = isSettled ? folder.modifiedAtMs : undefined;
  }

  /** Reads which files earlier processes found corrupt. */
  async load(): Promise<void> {
    for await (const { name } of this.#driver.names(this.#paths.quarantine)) {
      const stat = await this.#driver.stat(this.#paths.quarantined(name as Digest));
      if (stat) this.#corrupt.add(contentKeyOf(name as Digest, stat));
    }
  }

  /** Whether the file was found not to be what this digest names. */
  has(digest: Digest, stat: FileStat): boolean {
    return this.#corrupt.has(contentKeyOf(digest, stat));
  }

  /**
   * Keeps a corrupt file as evidence, and takes it away from a name that must not offer it any more.
   * @param corrupt what the file system said of the file that was read
   * @param evidence a name of the file; when another file has it by now, nothing is done
   * @param offered the name to free, if it is still that file's
   */
  async take(digest: Digest, corrupt: FileStat, evidence: string, offered: string): Promise<void> {
    const now = await this.#driver.stat(evidence);
    if (!now || keyOf(now) !== keyOf(corrupt)) return; // Deleted or replaced since it was read.
    this.#corrupt.add(contentKeyOf(digest, corrupt));
    const kept = this.#paths.quarantined(digest);
    const made = await this.#driver.link(evidence, kept); // An older piece of evidence stays.
    // A push may have healed that name just now: a sound file must not be found here at the next start.
    if (made === 'linked' && (await this.#driver.stat(kept))?.inode !== corrupt.inode) {
      await this.#driver.remove(kept);
    }
    await this.#driver.sync(this.#paths.quarantine);
    if ((await this.#driver.stat(offered))?.inode === corrupt.inode) await this.#driver.remove(offered);
    this.#report(digest);
  }
}

/** Far longer than a tick of any kernel's clock. */
const settledAfterMs = 1_000;
