import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from './driver';
import type { Catalog } from './listing/catalog';
import type { StoragePaths } from './paths';
import type { Processes } from './processes';
import type { Quarantine } from './quarantine';
import { replaceByCopy, replaceByLink } from './replace-name';
import type { Verification } from './verification';

/** What the pool stands on. */
interface PoolParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
  catalog: Catalog;
  verification: Verification;
  quarantine: Quarantine;
}

/**
 * The pool: every blob once, whose name repositories share by hard links. Its names are not durable: a power loss can
 * cost a saving of space, never content.
 */
export class Pool {
  readonly #parts: PoolParts;

  constructor(parts: PoolParts) {
    this.#parts = parts;
  }

  /** Gives a finished file the pool's name, unless there is one already. It makes folders that miss. */
  async link(digest: Digest, file: string): Promise<'linked' | 'exists'> {
    const { driver, paths } = this.#parts;
    for (;;) {
      const made = await driver.link(file, paths.poolBlob(digest));
      if (made === 'linked' || made === 'exists') return made;
      if (made === 'too-many-links') throw new Error(`${file} has too many links`);
      if (!(await driver.stat(file))) throw new Error(`${file} was removed before it could be stored`);
      await driver.makeFolders(paths.poolFolder(digest));
    }
  }

  /** Whether the pool's blob may stand for what was just pushed; a corrupt one goes to quarantine. */
  async isSound(digest: Digest): Promise<boolean> {
    const { driver, paths, verification, quarantine } = this.#parts;
    const file = paths.poolBlob(digest);
    const stat = await driver.stat(file);
    if (!stat) return false;
    await quarantine.refresh(); // Sound when it was read here; another process may have found it corrupt since.
    const isFoundCorrupt = quarantine.has(digest, stat);
    if (!isFoundCorrupt && verification.isKnown(digest, stat)) return true;
    if (!isFoundCorrupt && (await verification.check(digest, stat, () => driver.open(file)))) return true;
    await quarantine.take(digest, stat, file, file);
    return false;
  }

  /**
   * Gives a repository the pool's blob, in place of what it may have had under that name.
   * @param fresh a file with the same bytes, for when the pool's has as many links as it may have
   * @returns false when the pool no longer has it: begin again
   */
  async share(repository: RepositoryName, digest: Digest, fresh: string | undefined): Promise<boolean> {
    const { driver, paths } = this.#parts;
    const [pool, blob] = [paths.poolBlob(digest), paths.blob(repository, digest)];
    for (;;) {
      const made = await driver.link(pool, blob);
      if (made === 'linked' || (made === 'exists' && (await this.#isSameFile(pool, blob)))) break;
      if (made === 'too-many-links') {
        await replaceByCopy(this.#parts, fresh ?? pool, pool);
      } else if (made === 'exists') {
        await this.#replaceByLink(pool, blob);
      } else {
        if (!(await driver.stat(pool))) return false;
        await this.#parts.catalog.makeRepository(repository);
      }
    }
    await driver.sync(paths.blobs(repository));
    return true;
  }

  /** Has the pool take the file of a repository: it lost its own, or has a corrupt one. */
  async takeFrom(file: string, digest: Digest): Promise<void> {
    const { driver, paths } = this.#parts;
    await driver.makeFolders(paths.poolFolder(digest));
    await this.#replaceByLink(file, paths.poolBlob(digest));
  }

  async #isSameFile(one: string, other: string): Promise<boolean> {
    const [a, b] = await Promise.all([this.#parts.driver.stat(one), this.#parts.driver.stat(other)]);
    return a !== undefined && a.inode === b?.inode;
  }

  /** Puts a link to a file in the place of another file. Past the links that a file may have, a copy of it. */
  async #replaceByLink(file: string, name: string): Promise<void> {
    const made = await replaceByLink(this.#parts, file, name);
    if (made === 'too-many-links') await replaceByCopy(this.#parts, file, file);
  }

  /**
   * Frees the space of a blob that nothing but the pool holds any more.
   * @returns how many bytes came free: 0 when something holds it, or the pool does not have it
   */
  async removeIfLast(digest: Digest): Promise<number> {
    const { driver, paths, processes } = this.#parts;
    const pool = paths.poolBlob(digest);
    if ((await driver.stat(pool))?.links !== 1) return 0;
    const file = paths.temporaryFile(processes.id);
    if (!(await driver.replace(pool, file))) return 0;
    // A push may have linked it between the look and the move: with its name gone, the count is final.
    const taken = await driver.stat(file);
    const isLast = taken?.links === 1;
    if (!isLast) await driver.link(file, pool);
    await driver.remove(file);
    return isLast ? taken.size : 0;
  }
}
