import { LRUCache } from 'lru-cache';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { batchesOf } from '../batches';
import type { Blobs } from '../blobs';
import type { FileSystemDriver } from '../driver';
import type { Locks } from '../locks';
import type { Origin } from '../origin';
import type { StoragePaths } from '../paths';
import type { Processes } from '../processes';
import { errnoOf } from '../storage-error';
import { manifestBytesLimit, StoredManifest } from '../stored-manifest';
import { type Closure, closureOf } from './closure';
import { placeLink } from './place-link';
import {
  entryNamed,
  fileNameOf,
  hintIn,
  hintOf,
  isTrashEntryId,
  newTrashEntryId,
  type TrashEntry,
  type TrashEntryId,
  trashEntryBytesMax,
  trashEntrySchema,
} from './trash-entry';
import { TrashError } from './trash-error';

/** What `TrashStore` stands on. */
export interface TrashStoreParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
  locks: Locks;
  blobs: Blobs;
}

/** What is about to be deleted. */
export interface Deletion {
  repository: RepositoryName;
  kind: TrashEntry['kind'];
  tags: TrashEntry['tags'];
  /** The manifests that go; for a tag, the one that it points to, which stays. */
  digests: Digest[];
  origin: Origin;
}

/** What is remembered of an entry, which never changes: whether somebody sees it is decided by this alone. */
export type TrashEntryFacts = Pick<TrashEntry, 'repository' | 'actor' | 'cause' | 'bytes'>;

/** So many entries are known without reading them: about a hundred bytes each. */
const factsMax = 100_000;

/**
 * What was deleted and can be restored: entries, and hard links to all that they need.
 *
 * A deletion first writes its entry, then links the content here, makes both durable, and only then removes anything,
 * all under the repository's lock. So whenever a process dies, what the deletion was for is still in the repository, or
 * here, whole. An entry whose deletion never came is harmless: to restore it changes nothing, and it expires.
 * Every link here belongs to an entry from its first moment, so that a crash leaves none that nobody would remove.
 *
 * One link per repository and digest serves all entries of the repository; `Purge` removes it with the last entry that
 * needs it. The link is one more holder of the blob's inode: neither deletion nor collection frees the pool's.
 */
export class TrashStore {
  readonly #parts: TrashStoreParts;
  /** How long entries are kept, in milliseconds; 0 when the trash is off. */
  readonly trashMs: number;
  readonly #onFull: () => void;
  readonly #facts = new LRUCache<TrashEntryId, TrashEntryFacts>({ max: factsMax });

  /**
   * @param trashMs how long a deletion can be undone; 0 keeps nothing
   * @param onFull makes a little room on a full disk, on which one must be able to delete
   */
  constructor(parts: TrashStoreParts, trashMs: number, onFull: () => void) {
    this.#parts = parts;
    this.trashMs = trashMs;
    this.#onFull = onFull;
  }

  /** Whether what is deleted is kept. */
  get isOn(): boolean {
    return this.trashMs > 0;
  }

  /**
   * Keeps what is about to be deleted, durably. The caller holds the repository's lock; but not for a whole
   * repository, of which it then deletes only what the entry names and what that needs.
   * @param read gives the repository's manifests
   * @returns the entry; `undefined` when the trash is off, or the repository holds none of it
   */
  async keep(
    { repository, kind, tags, digests, origin }: Deletion,
    read: (digest: Digest) => Promise<StoredManifest | undefined>,
  ): Promise<TrashEntry | undefined> {
    if (!this.isOn) return undefined;
    // A tag's manifest stays, and collection leaves it while the entry is here.
    const content = kind === 'tag' ? [] : await this.#contentOf(repository, digests, read);
    if (kind !== 'tag' && content.length === 0) return undefined;
    const deletedAtMs = Date.now();
    const expiresAtMs = deletedAtMs + this.trashMs;
    const { actor, cause, address, client } = origin;
    const entry: TrashEntry = {
      id: newTrashEntryId(deletedAtMs, expiresAtMs, repository),
      kind,
      repository,
      tags,
      digests,
      bytes: content.reduce((sum, { size }) => sum + size, 0),
      deletedAtMs,
      expiresAtMs,
      actor,
      cause,
      address,
      client,
    };
    try {
      await this.#store(entry, content);
    } catch (error) {
      if (errnoOf(error) !== 'ENOSPC') throw error;
      this.#onFull();
      await this.#store(entry, content);
    }
    this.#remember(entry);
    return entry;
  }

  /** An entry; `undefined` when there is none of this name. @throws TrashError UNREADABLE_ENTRY */
  async read(id: string, state: 'kept' | 'purging' = 'kept'): Promise<TrashEntry | undefined> {
    if (!isTrashEntryId(id)) return undefined;
    const { driver, paths } = this.#parts;
    const file = paths.trashEntry(fileNameOf(id, state));
    const found = await driver.read(file, trashEntryBytesMax);
    if (!found) {
      if (!(await driver.stat(file))) return undefined;
      throw new TrashError({ code: 'UNREADABLE_ENTRY', file });
    }
    try {
      const entry = trashEntrySchema.parse(JSON.parse(found.bytes.toString()));
      if (entry.id === id) return this.#remember(entry);
    } catch (cause) {
      throw new TrashError({ code: 'UNREADABLE_ENTRY', file }, { cause });
    }
    throw new TrashError({ code: 'UNREADABLE_ENTRY', file });
  }

  /**
   * What is known of an entry, without reading it again: so the time that a list takes does not tell of entries that are
   * not in it. @returns undefined when it can not be read, or is gone and was never read
   */
  async factsOf(id: TrashEntryId): Promise<TrashEntryFacts | undefined> {
    const known = this.#facts.get(id);
    if (known) return known;
    return await this.read(id).catch((error: unknown) => {
      if (error instanceof TrashError && error.fault.code === 'UNREADABLE_ENTRY') return undefined;
      throw error;
    });
  }

  #remember(entry: TrashEntry): TrashEntry {
    const { repository, actor, cause, bytes } = entry;
    this.#facts.set(entry.id, { repository, actor, cause, bytes });
    return entry;
  }

  /** Whether there still is an entry of this name. */
  async has(id: TrashEntryId): Promise<boolean> {
    return (await this.#parts.driver.stat(this.#parts.paths.trashEntry(fileNameOf(id)))) !== undefined;
  }

  /**
   * The names of entries, the oldest first. Those `purging` are half gone, and no entries any more.
   * @param isWanted leaves out others: there may be very many
   */
  async names(
    isWanted: (id: TrashEntryId) => boolean = () => true,
  ): Promise<{ kept: TrashEntryId[]; purging: TrashEntryId[] }> {
    const { driver, paths } = this.#parts;
    const names: Record<'kept' | 'purging', TrashEntryId[]> = { kept: [], purging: [] };
    for await (const { name } of driver.names(paths.trashEntries)) {
      const entry = entryNamed(name);
      if (entry && (entry.state === 'purging' || isWanted(entry.id))) names[entry.state].push(entry.id);
    }
    return { kept: names.kept.sort(), purging: names.purging.sort() };
  }

  /** The entries of a repository, the oldest first. @throws TrashError UNREADABLE_ENTRY */
  async entriesOf(repository: RepositoryName): Promise<TrashEntry[]> {
    const hint = hintOf(repository);
    const { kept } = await this.names((id) => hintIn(id) === hint);
    const entries: TrashEntry[] = [];
    for (const id of kept) {
      const entry = await this.read(id);
      if (entry?.repository === repository) entries.push(entry);
    }
    return entries;
  }

  /** The manifests that removed tags pointed to: as long as a tag can be restored, collection leaves its manifest. */
  async heldDigests(repository: RepositoryName): Promise<Set<Digest>> {
    const entries = await this.entriesOf(repository);
    return new Set(entries.filter(({ kind }) => kind === 'tag').flatMap(({ digests }) => digests));
  }

  /** The newest entry of a repository from which a manifest can be restored; `undefined` when none has it. */
  async entryWith(repository: RepositoryName, digest: Digest): Promise<TrashEntryId | undefined> {
    const { driver, paths } = this.#parts;
    if (!(await driver.stat(paths.trashManifest(repository, digest)))) return undefined;
    const entries = (await this.entriesOf(repository)).reverse();
    const named = entries.find(({ digests }) => digests.includes(digest));
    if (named) return named.id;
    for (const { id, digests } of entries) {
      if ((await this.closureOf(repository, digests)).manifests.has(digest)) return id;
    }
    return undefined;
  }

  /**
   * What these manifests need, as far as the trash or the repository has the manifests.
   * @param bytesMax a larger manifest is not parsed
   */
  async closureOf(
    repository: RepositoryName,
    digests: Iterable<Digest>,
    bytesMax = manifestBytesLimit,
  ): Promise<Closure> {
    const { paths } = this.#parts;
    const [kept, own] = [paths.trashManifest.bind(paths), paths.manifest.bind(paths)];
    const read = async (digest: Digest) => {
      // A deletion that goes on takes it from the second place, but only after it is in the first.
      for (const pathOf of [kept, own, kept]) {
        const stored = await this.#readAt(pathOf(repository, digest), digest);
        if (stored) return stored;
      }
      return undefined;
    };
    return await closureOf(digests, read, bytesMax);
  }

  /** A manifest that the trash holds for a repository, not compared with its digest. */
  async readManifest(repository: RepositoryName, digest: Digest): Promise<StoredManifest | undefined> {
    return await this.#readAt(this.#parts.paths.trashManifest(repository, digest), digest);
  }

  async #readAt(file: string, digest: Digest): Promise<StoredManifest | undefined> {
    const read = await this.#parts.driver.read(file, manifestBytesLimit);
    return read && new StoredManifest(digest, read.bytes);
  }

  /** The manifests and blobs that a deletion of these manifests would take away, with their bytes. */
  async #contentOf(
    repository: RepositoryName,
    digests: Digest[],
    read: (digest: Digest) => Promise<StoredManifest | undefined>,
  ): Promise<Content[]> {
    const { paths, blobs } = this.#parts;
    const content: Content[] = [];
    const closure = await closureOf(digests, async (digest) => {
      const stored = await read(digest);
      if (stored) {
        const [from, to] = [paths.manifest(repository, digest), paths.trashManifest(repository, digest)];
        content.push({ from, to, size: stored.bytes.length });
      }
      return stored;
    });
    for (const some of batchesOf([...closure.blobs.keys()], batchMax)) {
      const stats = await Promise.all(some.map((digest) => blobs.find(repository, digest)));
      for (const [at, digest] of some.entries()) {
        const size = stats[at]?.size;
        if (size === undefined) continue;
        content.push({ from: paths.blob(repository, digest), to: paths.trashBlob(repository, digest), size });
      }
    }
    return content;
  }

  async #store(entry: TrashEntry, content: Content[]): Promise<void> {
    const { driver, paths, locks } = this.#parts;
    const { repository } = entry;
    const [manifests, blobs] = [paths.trashManifests(repository), paths.trashBlobs(repository)];
    const begin = async () => {
      await this.#write(entry);
      if (content.length > 0) await this.#makeFolders(manifests, blobs);
      await this.mark(repository);
    };
    // A purge must not look at the entries between the two; what is linked later it then knows to be needed.
    await (entry.kind === 'repository' ? locks.hold(`repository:${repository}`, begin) : begin());
    for (const some of batchesOf(content, batchMax)) {
      await Promise.all(some.map(({ from, to }) => placeLink(this.#parts, from, to)));
    }
    const changed = content.length > 0 ? [paths.trashEntries, manifests, blobs] : [paths.trashEntries];
    await Promise.all(changed.map((folder) => driver.sync(folder)));
  }

  async #write(entry: TrashEntry): Promise<void> {
    const { driver, paths, processes } = this.#parts;
    const file = paths.temporaryFile(processes.id);
    const name = paths.trashEntry(fileNameOf(entry.id));
    try {
      await driver.write(file, `${JSON.stringify(entry, null, 2)}\n`);
      if (!(await driver.replace(file, name)))
        throw new Error(`${file} or the folder of ${name} was removed`);
    } finally {
      await driver.remove(file);
    }
  }

  /** Purges of other repositories remove folders that are empty: one at a time. */
  async #makeFolders(...folders: string[]): Promise<void> {
    const { driver, locks } = this.#parts;
    const found = await Promise.all(folders.map((folder) => driver.stat(folder)));
    if (found.every((stat) => stat?.isFolder)) return;
    await locks.hold('folders', () => driver.makeFolders(...folders));
  }

  /**
   * Tells a purge that found out what the entries of this repository need that there is one more. The caller holds the
   * repository's lock.
   */
  async mark(repository: RepositoryName): Promise<void> {
    const { driver, paths } = this.#parts;
    const folder = paths.trashFolder(repository);
    if ((await driver.stamp(folder)) !== undefined || !(await driver.stat(folder))) return;
    // The folder is another user's: any change of what is in it moves its time too.
    const link = paths.trashMark(repository);
    await driver.symlink('mark', link);
    await driver.remove(link);
  }
}

/** One file to be kept. */
interface Content {
  from: string;
  to: string;
  /** Bytes. */
  size: number;
}

const batchMax = 64;
