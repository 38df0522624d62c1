import type { FileHandle } from 'node:fs/promises';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { isCondemned, reprieve } from './condemned';
import type { FileStat, FileSystemDriver, OpenFile } from './driver';
import type { Catalog } from './listing/catalog';
import type { RepositoryListing } from './listing/repository-listing';
import type { Locks } from './locks';
import type { StoragePaths } from './paths';
import { Pool } from './pool';
import type { Processes } from './processes';
import type { Quarantine } from './quarantine';
import type { Arrival } from './quotas/quota-counts';
import type { QuotaMode, Quotas } from './quotas/quotas';
import type { SmallCache } from './small-cache';
import { StorageError } from './storage-error';
import type { Verification } from './verification';

/** What `Blobs` stands on. */
export interface BlobParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
  locks: Locks;
  catalog: Catalog;
  listing: RepositoryListing;
  verification: Verification;
  quarantine: Quarantine;
  quotas: Quotas;
  cache: SmallCache;
  onStored?: (how: StoredHow, bytes: number) => void;
}

/**
 * How a repository got a blob: `new` when nobody had its bytes; `deduplicated` when they were pushed and the pool had
 * them; `mounted` when they were not even sent.
 */
export type StoredHow = 'new' | 'deduplicated' | 'mounted';

/**
 * Blobs: one inode in the pool, hard-linked into each repository that holds it.
 *
 * A blob comes in as a finished, synced temporary file and is linked to the pool, then to the repository; a
 * crash in between leaves a name in the pool that no repository shares, for collection to take. The repository's
 * name is made durable, the pool's is not: a power loss can cost a saving of space, never content. A
 * repository shows only what its own folder `blobs` has.
 */
export class Blobs {
  readonly #parts: BlobParts;
  /** The one name that all repositories share. */
  readonly pool: Pool;

  constructor(parts: BlobParts) {
    this.#parts = parts;
    this.pool = new Pool(parts);
  }

  /** A blob of a repository; `undefined` when the repository does not hold it, or holds it corrupt. */
  async find(repository: RepositoryName, digest: Digest): Promise<FileStat | undefined> {
    const { driver, paths, quarantine } = this.#parts;
    const stat = await driver.stat(paths.blob(repository, digest));
    if (!stat?.isFile) return undefined;
    await quarantine.refresh(); // A scrub in another process may have found it corrupt.
    return quarantine.has(digest, stat) ? await this.#heal(repository, digest) : stat;
  }

  /**
   * A blob of a repository, for a client that is told that it exists: it stays for the grace period, so that the client
   * can push a manifest that names it.
   */
  async tell(repository: RepositoryName, digest: Digest): Promise<FileStat | undefined> {
    const stat = await this.find(repository, digest);
    if (!stat) return undefined;
    return (await this.#reprieve(repository, digest)) ? stat : undefined;
  }

  /**
   * Opens a blob for reading. The first time, its bytes are compared with the digest while they are read.
   * Call `close` on what comes, unless it is a buffer.
   */
  async open(repository: RepositoryName, digest: Digest): Promise<OpenBlob | undefined> {
    const { driver, paths, cache } = this.#parts;
    const stat = await this.find(repository, digest);
    if (!stat) return undefined;
    const cached = cache.get(digest, stat);
    if (cached) return { stat, bytes: cached };
    const opened = await driver.open(paths.blob(repository, digest));
    if (!opened) return undefined;
    if (opened.stat.size <= smallBytesMax) return await this.#readSmall(repository, digest, opened);
    const sound = this.#check(digest, opened.stat, repository);
    sound.catch(() => undefined); // Whoever sends the blob awaits it; a HEAD or a refused range does not.
    return { ...opened, sound };
  }

  /**
   * Takes a finished temporary file into the pool and the repository, durably, and removes its temporary name.
   * @param file holds exactly the bytes of the digest, hashed by the caller and synced
   * @param mode whether quotas limit it
   * @throws StorageError QUOTA_EXCEEDED; then the file is as it was
   */
  async adopt(
    repository: RepositoryName,
    digest: Digest,
    file: string,
    mode: QuotaMode = 'count',
  ): Promise<void> {
    const written = await this.#parts.driver.stat(file);
    const bytes = written?.size ?? 0;
    await this.#claiming(repository, { digest, size: bytes }, mode, async () => {
      if (written) this.#parts.verification.markWritten(digest, written);
      const how = await this.#adopt(repository, digest, file);
      this.#parts.onStored?.(how, bytes);
      return true;
    });
  }

  async #adopt(repository: RepositoryName, digest: Digest, file: string): Promise<StoredHow> {
    const { driver, paths } = this.#parts;
    let how: StoredHow = 'deduplicated';
    for (;;) {
      const linked = await this.pool.link(digest, file);
      if (linked === 'linked') how = 'new'; // Also when the repository is yet to be made, and it is tried again.
      if (linked === 'linked' && (await driver.replace(file, paths.blob(repository, digest)))) {
        await driver.sync(paths.blobs(repository));
        return how;
      }
      if (linked === 'exists' && !(await this.pool.isSound(digest))) continue;
      if (!(await this.pool.share(repository, digest, file))) continue;
      if (await this.#reprieve(repository, digest)) break;
    }
    await driver.remove(file);
    return how;
  }

  /**
   * Makes a blob of one repository a blob of another too, without copying it: cross-repository mount.
   * @param mode whether quotas limit it
   * @returns whether the first one holds it
   * @throws StorageError QUOTA_EXCEEDED
   */
  async mount(
    from: RepositoryName,
    to: RepositoryName,
    digest: Digest,
    mode: QuotaMode = 'count',
  ): Promise<boolean> {
    const { driver, paths, quarantine } = this.#parts;
    for (;;) {
      const source = await this.find(from, digest);
      if (!source) return false;
      if (await this.tell(to, digest)) return true;
      const pool = await driver.stat(paths.poolBlob(digest));
      if (!pool || quarantine.has(digest, pool)) {
        // The pool lost its name, or holds another file: the source's is as good.
        await this.pool.takeFrom(paths.blob(from, digest), digest);
      }
      if (await this.#mountFromPool(to, { digest, size: source.size }, mode)) return true;
    }
  }

  /**
   * Mounts a blob that any repository holds.
   * @param mode whether quotas limit it
   * @returns whether one does
   * @throws StorageError QUOTA_EXCEEDED
   */
  async mountFromAny(to: RepositoryName, digest: Digest, mode: QuotaMode = 'count'): Promise<boolean> {
    const { driver, paths, quarantine } = this.#parts;
    await quarantine.refresh();
    for (;;) {
      const pool = await driver.stat(paths.poolBlob(digest));
      // With one link it is the pool's alone: no repository holds it.
      if (!pool || pool.links < 2 || quarantine.has(digest, pool)) return false;
      if (await this.#mountFromPool(to, { digest, size: pool.size }, mode)) return true;
    }
  }

  /** @returns false when the pool no longer has it, or it was collected: begin again */
  async #mountFromPool(to: RepositoryName, blob: Arrival, mode: QuotaMode): Promise<boolean> {
    return await this.#claiming(to, blob, mode, async () => {
      if (!(await this.pool.share(to, blob.digest, undefined))) return false;
      if (!(await this.#reprieve(to, blob.digest))) return false;
      this.#parts.onStored?.('mounted', blob.size);
      return true;
    });
  }

  /** Has a blob count while it gets its name, and after that if it got it. @returns what the task does: whether it did */
  async #claiming(
    repository: RepositoryName,
    blob: Arrival,
    mode: QuotaMode,
    task: () => Promise<boolean>,
  ): Promise<boolean> {
    const { quotas } = this.#parts;
    const claim = await quotas.beforeRefusing(async () => quotas.claim(repository, [blob], mode));
    let isKept = false;
    try {
      isKept = await task();
      if (isKept) claim.confirm();
      return isKept;
    } finally {
      if (!isKept) await claim.drop();
    }
  }

  /**
   * Removes a blob from a repository; others keep it.
   * @returns false when the repository does not hold it
   * @throws StorageError REFERENCED when a manifest of the repository names it
   */
  async delete(repository: RepositoryName, digest: Digest): Promise<boolean> {
    const { driver, paths, locks, listing, catalog } = this.#parts;
    if (!(await driver.stat(paths.blob(repository, digest)))) return false;
    await listing.readAhead(repository);
    const removed = await locks.hold(`repository:${repository}`, async () => {
      await listing.rebuild(repository);
      const by = listing.parentsOf(repository, digest, ['config', 'layer']);
      if (by.length > 0) throw new StorageError({ code: 'REFERENCED', by });
      return await driver.remove(paths.blob(repository, digest));
    });
    await this.#parts.quotas.forget(repository, digest);
    await driver.sync(paths.blobs(repository));
    await this.pool.removeIfLast(digest);
    await catalog.removeIfEmpty(repository);
    return removed;
  }

  /**
   * Takes back that a blob was condemned. Under the repository's lock, which collection holds while it takes a blob
   * away: so the client is told of none that goes in that moment. Few blobs are condemned; the others need no lock.
   * @returns false when the repository does not hold it any more
   */
  async #reprieve(repository: RepositoryName, digest: Digest): Promise<boolean> {
    const { driver, paths, locks } = this.#parts;
    const file = paths.blob(repository, digest);
    const seen = await driver.stat(file);
    if (!seen || !isCondemned(seen)) return seen !== undefined;
    return await locks.hold(`repository:${repository}`, async () => {
      const stat = await driver.stat(file);
      return stat !== undefined && (await reprieve(driver, file, stat));
    });
  }

  async #readSmall(
    repository: RepositoryName,
    digest: Digest,
    { handle, stat }: OpenFile,
  ): Promise<OpenBlob | undefined> {
    const bytes = await handle.readFile().finally(() => handle.close());
    const { verification, cache } = this.#parts;
    if (!verification.matches(digest, stat, bytes)) {
      await this.#quarantine(repository, digest, stat);
      return await this.open(repository, digest);
    }
    cache.set(digest, stat, bytes);
    return { stat, bytes };
  }

  /** Resolves to whether the blob is sound, at once when that is known; a corrupt one goes to quarantine. */
  async #check(digest: Digest, stat: FileStat, repository: RepositoryName): Promise<boolean> {
    const { driver, paths, verification } = this.#parts;
    if (verification.isRead(digest, stat)) return true;
    const sound = await verification.check(digest, stat, () => driver.open(paths.blob(repository, digest)));
    if (!sound) await this.#quarantine(repository, digest, stat);
    return sound;
  }

  async #quarantine(repository: RepositoryName, digest: Digest, stat: FileStat): Promise<void> {
    const { paths, quarantine } = this.#parts;
    await quarantine.take(digest, stat, paths.blob(repository, digest), paths.poolBlob(digest));
  }

  /** Replaces a corrupt blob of a repository by the pool's, if the pool has it again. */
  async #heal(repository: RepositoryName, digest: Digest): Promise<FileStat | undefined> {
    const { driver, paths, quarantine } = this.#parts;
    const pool = await driver.stat(paths.poolBlob(digest));
    if (!pool || quarantine.has(digest, pool)) return undefined;
    await this.pool.share(repository, digest, undefined);
    const healed = await driver.stat(paths.blob(repository, digest));
    return healed && !quarantine.has(digest, healed) ? healed : undefined;
  }
}

/** Blobs of at most this size are kept in memory once read, 64 KiB. */
const smallBytesMax = 64 * 1024;

/** A blob to be sent: all of it in memory, or an open file. */
export type OpenBlob =
  | { stat: FileStat; bytes: Buffer; handle?: undefined }
  | {
      stat: FileStat;
      handle: FileHandle;
      /** Whether the bytes match the digest. Send the last of them only once this is true. */
      sound: Promise<boolean>;
      bytes?: undefined;
    };
