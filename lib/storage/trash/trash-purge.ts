import { type Digest, isDigest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { batchesFrom } from '../batches';
import type { LockKey } from '../locks';
import { parentOf } from '../paths';
import { StorageError } from '../storage-error';
import {
  expiryOf,
  fileNameOf,
  hintIn,
  isTrashEntryId,
  type TrashEntry,
  type TrashEntryId,
} from './trash-entry';
import { TrashError } from './trash-error';
import type { TrashStore, TrashStoreParts } from './trash-store';

/** How many links go while a repository's lock is held once. */
const batchMax = 32;

/**
 * Lets entries of the trash go for good, and with them the links that no other entry of the repository needs, and the
 * pool's of which those were the last.
 *
 * An entry first gets the name that says that it is purged, durably; from then on it can't be restored. Then the links
 * go, in short holds of the repository's lock, and last that name. So a purge that a crash cuts short is seen, and the
 * next one ends it. What the entries need is found out without the lock; a deletion that adds one meanwhile moves the
 * time of the repository's folder in the trash, which each hold looks at first: then it is found out again.
 */
export class TrashPurge {
  readonly #parts: TrashStoreParts;
  readonly #store: TrashStore;

  constructor(parts: TrashStoreParts, store: TrashStore) {
    this.#parts = parts;
    this.#store = store;
  }

  /** Lets these entries go for good. Those that are gone already are left out. @returns how many went now */
  async purge(ids: readonly TrashEntryId[]): Promise<number> {
    const byRepository = new Map<RepositoryName, TrashEntryId[]>();
    let purged = 0;
    for (const id of ids) {
      const entry = await this.#store.read(id);
      if (!entry || !(await this.retire(entry))) continue;
      purged += 1;
      byRepository.set(entry.repository, [...(byRepository.get(entry.repository) ?? []), id]);
    }
    await this.#parts.driver.sync(this.#parts.paths.trashEntries);
    for (const [repository, retired] of byRepository) await this.finish(repository, retired);
    return purged;
  }

  /**
   * Lets go what has expired, and ends what a crash cut short.
   * @returns how many entries went
   * @throws the first error, after all the others have gone
   */
  async purgeExpired(nowMs = Date.now()): Promise<number> {
    const { kept, purging } = await this.#store.names((id) => expiryOf(id) <= nowMs);
    let [purged, failure] = [0, undefined as unknown];
    for (const group of groupsByHint(kept)) {
      // A repository of which something can't be read must not keep the others from going.
      purged += await this.purge(group).catch((error) => {
        failure ??= error;
        return 0;
      });
    }
    for (const id of purging) {
      await this.#endPurge(id).catch((error) => {
        failure ??= error;
      });
    }
    if (failure !== undefined) throw failure;
    return purged;
  }

  /** Takes an entry out of the list; `finish` then frees what it held. @returns false when it was gone */
  async retire(entry: TrashEntry): Promise<boolean> {
    const { driver, paths } = this.#parts;
    const [name, purging] = [fileNameOf(entry.id), fileNameOf(entry.id, 'purging')];
    return await driver.replace(paths.trashEntry(name), paths.trashEntry(purging));
  }

  /** Removes the links that only these retired entries needed, and then what is left of the entries. */
  async finish(repository: RepositoryName, retired: readonly TrashEntryId[]): Promise<void> {
    await this.#finish(repository, retired, Number.POSITIVE_INFINITY);
  }

  /**
   * One purge of a repository at a time: two would move the time of its folder in turns, and each begin again for ever.
   * @throws StorageError BUSY when another process has been at it for longer than `waitMsMax`
   */
  async #finish(
    repository: RepositoryName,
    retired: readonly TrashEntryId[],
    waitMsMax: number,
  ): Promise<void> {
    const { driver, paths, locks } = this.#parts;
    const task = async () => {
      while (!(await this.#sweep(repository)));
      for (const id of retired) await driver.remove(paths.trashEntry(fileNameOf(id, 'purging')));
    };
    await locks.hold(purgeLockOf(repository), task, waitMsMax);
  }

  /** Ends what a crash cut short; leaves alone what somebody is at. */
  async #endPurge(id: TrashEntryId): Promise<void> {
    const entry = await this.#store.read(id, 'purging');
    if (!entry || this.#parts.locks.isHeldHere(purgeLockOf(entry.repository))) return;
    await this.#finish(entry.repository, [id], 0).catch((error) => {
      if (!(error instanceof StorageError && error.fault.code === 'BUSY')) throw error;
    });
  }

  /** Removes what no entry needs. @returns false when an entry came meanwhile: begin again */
  async #sweep(repository: RepositoryName): Promise<boolean> {
    const { driver, paths, locks, blobs } = this.#parts;
    const folder = paths.trashFolder(repository);
    const hold = <T>(task: () => Promise<T>) => locks.hold(`repository:${repository}`, task);
    await hold(() => this.#store.mark(repository));
    const mark = (await driver.stat(folder))?.modifiedAtMs;
    if (mark === undefined) {
      await hold(() => this.#removeFolders(repository)); // Those above it, that a crash left.
      return true;
    }
    const isSame = async () => (await driver.stat(folder))?.modifiedAtMs === mark;
    const entries = await this.#store.entriesOf(repository);
    const needed = await this.#store.closureOf(
      repository,
      entries.flatMap(({ digests }) => digests),
    );
    const kinds = [
      { at: paths.trashBlobs(repository), isNeeded: (one: Digest) => needed.blobs.has(one), isBlob: true },
      { at: paths.trashManifests(repository), isNeeded: (one: Digest) => needed.manifests.has(one) },
    ];
    for (const { at, isNeeded, isBlob } of kinds) {
      for await (const some of batchesFrom(this.#unneeded(at, isNeeded), batchMax)) {
        const removed = await hold(async () => {
          if (!(await isSame())) return false;
          const pathOf = isBlob ? paths.trashBlob.bind(paths) : paths.trashManifest.bind(paths);
          for (const digest of some) await driver.remove(pathOf(repository, digest));
          return true;
        });
        if (!removed) return false;
        if (isBlob) for (const digest of some) await blobs.pool.removeIfLast(digest);
      }
    }
    if (entries.some(({ kind }) => kind !== 'tag')) return true;
    return await hold(async () => {
      if (!(await isSame())) return false;
      await this.#removeFolders(repository);
      return true;
    });
  }

  async *#unneeded(folder: string, isNeeded: (digest: Digest) => boolean): AsyncGenerator<Digest> {
    for await (const { name } of this.#parts.driver.names(folder)) {
      if (isDigest(name) && !isNeeded(name)) yield name;
    }
  }

  /** Removes the repository's folders in the trash, and those above them, as far as they are empty. */
  async #removeFolders(repository: RepositoryName): Promise<void> {
    const { driver, paths, locks } = this.#parts;
    await locks.hold('folders', async () => {
      await driver.removeEmptyFolder(paths.trashBlobs(repository));
      await driver.removeEmptyFolder(paths.trashManifests(repository));
      for (let at: Parameters<typeof parentOf>[0] = repository; at !== ''; at = parentOf(at)) {
        await driver.removeEmptyFolder(paths.trashFolder(at));
      }
    });
  }
}

/** As a job, it comes before the lock of the repository. */
function purgeLockOf(repository: RepositoryName): LockKey {
  return `job:purge ${repository}`;
}

/** Entries that are probably of one repository stand together: what it needs is then found out once. */
function groupsByHint(ids: readonly TrashEntryId[]): TrashEntryId[][] {
  const groups = new Map<string, TrashEntryId[]>();
  for (const id of ids) groups.set(hintIn(id), [...(groups.get(hintIn(id)) ?? []), id]);
  return [...groups.values()];
}

/** @throws TrashError UNKNOWN_ENTRY for what can't be the name of an entry */
export function requireEntryId(text: string): TrashEntryId {
  if (isTrashEntryId(text)) return text;
  throw new TrashError({ code: 'UNKNOWN_ENTRY', id: text });
}
