import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { condemn, isCondemned } from '../condemned';
import type { FileStat } from '../driver';
import type { StorageParts } from '../storage';

/** A blob that no manifest of its repository names. */
export interface UnnamedBlob {
  digest: Digest;
  /** What the file system says of it. */
  stat: FileStat;
  /** Whether the pool's name is one of the names that the file has. */
  isInPool: boolean;
  isCondemned: boolean;
}

/** A blob that was taken away from a repository. */
export interface TakenBlob {
  digest: Digest;
  /** How many bytes that freed: 0 while others hold it. */
  freedBytes: number;
}

/**
 * Takes blobs that no manifest names away from their repositories: `condemned.ts` says which.
 *
 * What a crash can leave, and why none of it harms: a blob that was condemned and is named by now (the next run looks
 * again before it takes anything); a file in `temp/files` whose name was taken away (it was nobody's any more: it is
 * removed with what else the dead process left); a blob in the pool that no repository holds (the walk of the pool
 * takes it). A blob that was reprieved is never among them, because that is done under the lock that is held here
 * from the look to the removal. Only a push that replaces a damaged file does not ask for that lock: so the file is
 * looked at again without its name, and brought back if it is another one.
 */
export class BlobCollection {
  readonly #parts: BlobCollectionParts;

  constructor(parts: BlobCollectionParts) {
    this.#parts = parts;
  }

  /**
   * The blobs of a repository that no manifest names, in steps; some steps find none. The index must be up to date.
   */
  async *unnamed(repository: RepositoryName): AsyncGenerator<UnnamedBlob[]> {
    let last: Digest | undefined;
    for (;;) {
      const page = this.#parts.blobListing.page(repository, { last, limit: pageLength });
      const unnamed = page.filter(({ named }) => !named);
      const looks = await Promise.all(unnamed.map(({ digest }) => this.#look(repository, digest)));
      yield looks.filter((one) => one !== undefined);
      last = page.at(-1)?.digest;
      if (page.length < pageLength) return;
    }
  }

  /** Condemns a blob: from now on the grace period runs. @returns false when the repository does not hold it */
  async condemn(repository: RepositoryName, digest: Digest): Promise<boolean> {
    return await condemn(this.#parts.driver, this.#parts.paths.blob(repository, digest));
  }

  /**
   * Takes those of the blobs that are due and that still no manifest names. Holds the repository's lock for a few
   * milliseconds at a time.
   * @param isDue whether a file may go, by what it is at that moment: at least, it must be condemned
   * @param breathe is called between the holds; what it throws ends the work
   */
  async take(
    repository: RepositoryName,
    digests: readonly Digest[],
    isDue: (stat: FileStat) => boolean,
    breathe: (taken: TakenBlob[]) => Promise<void>,
  ): Promise<void> {
    const { driver, paths, locks, listing, blobs } = this.#parts;
    for (let at = 0; at < digests.length; ) {
      if (!(await listing.isFresh(repository))) await listing.readAhead(repository);
      const gone = await locks.hold(`repository:${repository}`, async () => {
        await listing.rebuild(repository);
        const gone: { digest: Digest; stat: FileStat }[] = [];
        const endAt = performance.now() + holdMs;
        for (let count = 0; at < digests.length && count < holdLength; count++, at++) {
          const stat = await this.#take(repository, digests[at] as Digest, isDue);
          if (stat) gone.push({ digest: digests[at] as Digest, stat });
          if (performance.now() >= endAt) {
            at += 1;
            break;
          }
        }
        return gone;
      });
      // The pool's name goes last, also on the disk: so what comes back after a power loss is whole.
      if (gone.length > 0) await driver.sync(paths.blobs(repository));
      const taken: TakenBlob[] = [];
      for (const { digest, stat } of gone) {
        const fromPool = await blobs.pool.removeIfLast(digest);
        taken.push({ digest, freedBytes: fromPool + (stat.links === 1 ? stat.size : 0) });
      }
      await breathe(taken);
    }
  }

  async #look(repository: RepositoryName, digest: Digest): Promise<UnnamedBlob | undefined> {
    const { driver, paths } = this.#parts;
    const stat = await driver.stat(paths.blob(repository, digest));
    if (!stat?.isFile) return undefined;
    const isInPool = (await driver.stat(paths.poolBlob(digest)))?.inode === stat.inode;
    return { digest, stat, isInPool, isCondemned: isCondemned(stat) };
  }

  /** Takes one blob. The caller holds the lock, and the index is exact. @returns what its file was */
  async #take(
    repository: RepositoryName,
    digest: Digest,
    isDue: (stat: FileStat) => boolean,
  ): Promise<FileStat | undefined> {
    const { driver, paths, processes, listing } = this.#parts;
    const name = paths.blob(repository, digest);
    const seen = await driver.stat(name);
    if (!seen?.isFile || !isDue(seen)) return undefined;
    if (listing.parentsOf(repository, digest, ['config', 'layer']).length > 0) return undefined;
    const file = paths.temporaryFile(processes.id);
    if (!(await driver.replace(name, file))) return undefined;
    const taken = await driver.stat(file).catch(async (error) => {
      await this.#bringBack(file, name);
      throw error;
    });
    if (taken?.inode === seen.inode && isCondemned(taken)) {
      await driver.remove(file);
      return taken;
    }
    await this.#bringBack(file, name);
    return undefined;
  }

  /** Gives a file its name again, unless a push has given that name to another one. */
  async #bringBack(file: string, name: string): Promise<void> {
    const { driver } = this.#parts;
    const made = await driver.link(file, name);
    if (made === 'too-many-links') await driver.replace(file, name);
    else await driver.remove(file);
  }
}

/** How many blobs of the index are asked for at a time. */
const pageLength = 64;
/** How many blobs are taken under one hold of the lock, and for how long: whoever waits for it serves a request. */
const holdLength = 16;
const holdMs = 2;

/** What `BlobCollection` stands on. */
export type BlobCollectionParts = Pick<
  StorageParts,
  'driver' | 'paths' | 'processes' | 'locks' | 'listing' | 'blobListing' | 'blobs'
>;
