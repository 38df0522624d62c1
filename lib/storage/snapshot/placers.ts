import { algorithmOf, type Digest, digestOf } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import type { Quarantine } from '../quarantine';
import { manifestBytesLimit } from '../stored-manifest';
import type { SnapshotPaths } from './backup-paths';
import { copyVerified } from './copy-verified';
import { linkAtOnce, readAtOnce } from './quick-files';

/** What came of giving a backup one file. */
export type Placed<T> = { is: T } | { fault: 'missing' | 'corrupt' };

/** Gives a backup the manifests and blobs of a data folder, each under the same name as there. */
export interface Placer {
  readonly tally: Tally;
  /** The bytes, which match the digest. Whoever does not want it takes the name away again. */
  manifest(repository: RepositoryName, digest: Digest): Promise<Placed<Buffer>>;
  /** The size in bytes. */
  blob(repository: RepositoryName, digest: Digest): Promise<Placed<number>>;
}

/** What a backup takes, counted while it is made. */
export class Tally {
  bytes = 0;
  copied = 0;
  copiedBytes = 0;
  readonly #inodes = new Set<number>();

  /** Counts a file of the backup, once whatever number of names it has. */
  file({ inode, size }: { inode: number; size: number }): void {
    if (this.#inodes.has(inode)) return;
    this.#inodes.add(inode);
    this.bytes += size;
  }

  /** Counts a file that was written for this backup. */
  copy(bytes: number): void {
    this.copied += 1;
    this.copiedBytes += bytes;
  }
}

/** What a placer works with. */
export interface PlacerParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  quarantine: Quarantine;
  target: SnapshotPaths;
}

/** What is read on this thread, in bytes: nearly every manifest. */
const smallBytesMax = 64 * 1024;
/**
 * Places by hard links on the same file system: quick, and no space is taken until the registry lets go of a file. A
 * file that rots, rots in both.
 */
export class LinkPlacer implements Placer {
  readonly tally = new Tally();
  readonly #parts: PlacerParts;
  /** Where in the backup a file is whose links in the registry are all taken. */
  readonly #copies = new Map<Digest, string>();

  constructor(parts: PlacerParts) {
    this.#parts = parts;
  }

  async manifest(repository: RepositoryName, digest: Digest): Promise<Placed<Buffer>> {
    const { paths, target } = this.#parts;
    const fault = await this.#link(
      digest,
      paths.manifest(repository, digest),
      target.manifest(repository, digest),
    );
    return fault ?? (await readPlaced(this.#parts, this.tally, repository, digest));
  }

  async blob(repository: RepositoryName, digest: Digest): Promise<Placed<number>> {
    const { driver, paths, quarantine, target } = this.#parts;
    const stat = await driver.stat(paths.blob(repository, digest));
    if (!stat?.isFile) return { fault: 'missing' };
    if (quarantine.has(digest, stat)) return { fault: 'corrupt' };
    const fault = await this.#link(digest, paths.blob(repository, digest), target.blob(repository, digest));
    if (fault) return fault;
    this.tally.file(stat);
    return { is: stat.size };
  }

  async #link(
    digest: Digest,
    from: string,
    to: string,
  ): Promise<{ fault: 'missing' | 'corrupt' } | undefined> {
    const { driver } = this.#parts;
    const made = linkAtOnce(this.#copies.get(digest) ?? from, to);
    if (made === 'linked' || made === 'exists') return undefined;
    if (made === 'missing') return { fault: 'missing' };
    const copied = await copyVerified(driver, digest, from, to);
    if (!copied) return { fault: 'missing' };
    if (!copied.sound) return { fault: 'corrupt' };
    this.#copies.set(digest, to);
    this.tally.copy(copied.source.size);
    return undefined;
  }
}

/**
 * Places by copies on another file system: each blob once, in the backup's pool, and linked from there. What the
 * backup before has already is linked from it. Everything that is copied is compared with its digest meanwhile.
 */
export class CopyPlacer implements Placer {
  readonly tally = new Tally();
  readonly #parts: PlacerParts;
  readonly #previous: SnapshotPaths | undefined;
  readonly #copying = new Map<Digest, Promise<'missing' | 'corrupt' | undefined>>();

  /** @param previous a finished backup on the file system of the new one */
  constructor(parts: PlacerParts, previous: SnapshotPaths | undefined) {
    this.#parts = parts;
    this.#previous = previous;
  }

  async manifest(repository: RepositoryName, digest: Digest): Promise<Placed<Buffer>> {
    const { driver, paths, target } = this.#parts;
    const to = target.manifest(repository, digest);
    if (this.#previous && (await driver.link(this.#previous.manifest(repository, digest), to)) === 'linked') {
      const placed = await readPlaced(this.#parts, this.tally, repository, digest);
      if ('is' in placed) {
        // It may be gone from the registry since: then it is not to be in this backup.
        if (await driver.stat(paths.manifest(repository, digest))) return placed;
        await driver.remove(to);
        return { fault: 'missing' };
      }
    }
    if (!(await driver.stat(to))) {
      const copied = await copyVerified(driver, digest, paths.manifest(repository, digest), to);
      if (!copied) return { fault: 'missing' };
      if (!copied.sound) return { fault: 'corrupt' };
      this.tally.copy(copied.source.size);
    }
    return await readPlaced(this.#parts, this.tally, repository, digest);
  }

  async blob(repository: RepositoryName, digest: Digest): Promise<Placed<number>> {
    const { driver, paths, quarantine, target } = this.#parts;
    const live = await driver.stat(paths.blob(repository, digest));
    if (!live?.isFile) return { fault: 'missing' };
    if (quarantine.has(digest, live)) return { fault: 'corrupt' };
    const fault = await this.#intoPool(repository, digest, live.size);
    if (fault) return { fault };
    const [pool, to] = [target.poolBlob(digest), target.blob(repository, digest)];
    const made = await driver.link(pool, to);
    if (made === 'too-many-links') await driver.copy(pool, to);
    const placed = await driver.stat(to);
    if (!placed) throw new Error(`${to} was removed while it was made`);
    this.tally.file(placed);
    return { is: placed.size };
  }

  /** Several repositories may ask for the same blob at once: it is copied once. */
  async #intoPool(
    repository: RepositoryName,
    digest: Digest,
    size: number,
  ): Promise<'missing' | 'corrupt' | undefined> {
    const running = this.#copying.get(digest);
    if (running !== undefined) return await running;
    const copying = this.#fillPool(repository, digest, size);
    this.#copying.set(digest, copying);
    return await copying.finally(() => this.#copying.delete(digest));
  }

  async #fillPool(
    repository: RepositoryName,
    digest: Digest,
    size: number,
  ): Promise<'missing' | 'corrupt' | undefined> {
    const { driver, paths, quarantine, target } = this.#parts;
    const pool = target.poolBlob(digest);
    if (await driver.stat(pool)) return undefined;
    await driver.makeFolders(target.poolFolder(digest));
    if (this.#previous) {
      const before = this.#previous.poolBlob(digest);
      const isSame = (await driver.stat(before))?.size === size;
      if (isSame && (await driver.link(before, pool)) === 'linked') return undefined;
    }
    const copied = await copyVerified(driver, digest, paths.blob(repository, digest), pool);
    if (!copied) return 'missing';
    if (!copied.sound) {
      const file = paths.blob(repository, digest);
      await quarantine.take(digest, copied.source, file, paths.poolBlob(digest));
      return 'corrupt';
    }
    this.tally.copy(copied.source.size);
    return undefined;
  }
}

/** Reads the manifest that a backup was just given; takes it away again when it is corrupt. */
async function readPlaced(
  { driver, target }: PlacerParts,
  tally: Tally,
  repository: RepositoryName,
  digest: Digest,
): Promise<Placed<Buffer>> {
  const file = target.manifest(repository, digest);
  const small = readAtOnce(file, smallBytesMax);
  const large = small ? undefined : await driver.read(file, manifestBytesLimit);
  const read = small ?? (large && { bytes: large.bytes, ...large.stat });
  if (!read || digestOf(read.bytes, algorithmOf(digest)) !== digest) {
    await driver.remove(file);
    return { fault: 'corrupt' };
  }
  tally.file(read);
  return { is: read.bytes };
}
