import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Origin } from '../origin';
import { purgeYield } from './purge-yield';
import {
  deletionOf,
  hintIn,
  hintOf,
  isTrashEntryId,
  type TrashEntry,
  type TrashEntryId,
} from './trash-entry';
import { TrashError } from './trash-error';
import { requireEntryId, TrashPurge } from './trash-purge';
import { type Restored, TrashRestore, type TrashRestoreParts } from './trash-restore';
import type { TrashEntryFacts, TrashStore } from './trash-store';
import { type Breathe, type TrashUsage, trashBytes } from './trash-usage';

/** Entries that are looked at before requests get their turn. */
const lookedAtOnce = 500;

/** What was deleted and can still be restored, or let go for good. `TrashStore` says how it is kept. */
export class Trash {
  readonly #parts: TrashRestoreParts;
  readonly #store: TrashStore;
  readonly #purge: TrashPurge;
  readonly #restore: TrashRestore;

  constructor(parts: TrashRestoreParts, store: TrashStore) {
    this.#parts = parts;
    this.#store = store;
    this.#purge = new TrashPurge(parts, store);
    this.#restore = new TrashRestore(parts, store, this.#purge);
  }

  /**
   * The entries, the newest first; of one repository or of all, without reading those of others.
   * @param choice.sinceMs only what was deleted then or later, in milliseconds
   * @returns also the files of entries that can't be read
   */
  async list({
    repository,
    sinceMs = 0,
  }: {
    repository?: RepositoryName;
    sinceMs?: number;
  } = {}): Promise<TrashList> {
    const list: TrashList = { entries: [], unreadable: [] };
    const hint = repository && hintOf(repository);
    const { kept } = await this.#store.names(
      (id) => deletionOf(id) >= Math.floor(sinceMs) && (hint === undefined || hintIn(id) === hint),
    );
    for (const id of kept.reverse()) {
      const { entries, unreadable } = await readInto(this.#store, id);
      list.entries.push(
        ...entries.filter((entry) => repository === undefined || entry.repository === repository),
      );
      list.unreadable.push(...unreadable);
    }
    return list;
  }

  /**
   * Some of the entries, the newest first, without reading the others.
   * @param page.repository of this repository alone
   * @param page.after the entry that the page before ended with, which may be gone
   * @param page.sees leaves out others; then nothing is told of entries that can not be read
   */
  async page({ repository, after, limit, sees }: TrashPageOptions): Promise<TrashPage> {
    const hint = repository && hintOf(repository);
    const { kept } = await this.#store.names(
      (id) => (after === undefined || id < after) && (hint === undefined || hintIn(id) === hint),
    );
    const page: TrashPage = { entries: [], unreadable: [], more: false };
    for await (const id of this.#seen(kept.reverse(), sees)) {
      const { entries, unreadable } = await readInto(this.#store, id);
      if (!sees) page.unreadable.push(...unreadable);
      const mine = entries.filter((entry) => repository === undefined || entry.repository === repository);
      if (mine.length > 0 && page.entries.length === limit) return { ...page, more: true };
      page.entries.push(...mine);
    }
    return page;
  }

  /** How many entries somebody sees, and the bytes of all that these hold, what they share included. */
  async seenUsage(sees: SeesEntry): Promise<TrashUsage> {
    const usage: TrashUsage = { entries: 0, bytes: 0 };
    const { kept } = await this.#store.names();
    for await (const id of this.#seen(kept, sees)) {
      usage.entries += 1;
      usage.bytes += (await this.#store.factsOf(id))?.bytes ?? 0;
    }
    return usage;
  }

  /** What is known of an entry without reading it again; undefined when there is none, or it can not be read. */
  async factsOf(id: string): Promise<TrashEntryFacts | undefined> {
    return isTrashEntryId(id) && (await this.#store.has(id)) ? await this.#store.factsOf(id) : undefined;
  }

  async *#seen(ids: readonly TrashEntryId[], sees: SeesEntry | undefined): AsyncGenerator<TrashEntryId> {
    let at = 0;
    for (const id of ids) {
      if (++at % lookedAtOnce === 0) await new Promise(setImmediate);
      const facts = sees && (await this.#store.factsOf(id));
      if (!sees || (facts && sees(facts))) yield id;
    }
  }

  /** What would come free if an entry went for good now, in bytes. @throws TrashError UNKNOWN_ENTRY, UNREADABLE_ENTRY */
  async yieldOf(id: string, breathe: Breathe = () => new Promise(setImmediate)): Promise<number> {
    const entry = await this.#store.read(id);
    if (!entry) throw new TrashError({ code: 'UNKNOWN_ENTRY', id });
    return await purgeYield({ ...this.#parts, store: this.#store }, entry, breathe);
  }

  /** The entry of this name; `undefined` when there is none. @throws TrashError UNREADABLE_ENTRY */
  async read(id: string): Promise<TrashEntry | undefined> {
    return await this.#store.read(id);
  }

  /** The manifests that collection must leave, because a removed tag that pointed to them can be restored. */
  async heldDigests(repository: RepositoryName): Promise<Set<Digest>> {
    return await this.#store.heldDigests(repository);
  }

  /** The newest entry from which a manifest can be restored. */
  async entryWith(repository: RepositoryName, digest: Digest): Promise<TrashEntryId | undefined> {
    return await this.#store.entryWith(repository, digest);
  }

  /**
   * Brings back what an entry stands for, durably; the entry goes when all of it is back. A tag that points to another
   * manifest now is left, unless `overwrite` is set.
   * @throws TrashError UNKNOWN_ENTRY, UNREADABLE_ENTRY, INCOMPLETE; nothing was changed then
   */
  async restore(
    id: string,
    origin: Origin,
    { overwrite = false }: { overwrite?: boolean } = {},
  ): Promise<Restored> {
    return await this.#restore.restore(id, origin, overwrite);
  }

  /** Lets an entry go for good. @throws TrashError UNKNOWN_ENTRY, UNREADABLE_ENTRY */
  async purge(id: string): Promise<void> {
    const purged = await this.#purge.purge([requireEntryId(id)]);
    if (purged === 0) throw new TrashError({ code: 'UNKNOWN_ENTRY', id });
  }

  /**
   * Lets all entries go for good that are as old as one, or older.
   * @returns how many went @throws TrashError UNREADABLE_ENTRY
   */
  async purgeUpTo(newest: string): Promise<number> {
    const last = requireEntryId(newest);
    const { kept } = await this.#store.names((id) => id <= last);
    return await this.#purge.purge(kept);
  }

  /** Lets all entries go for good. @returns how many there were @throws TrashError UNREADABLE_ENTRY */
  async purgeAll(): Promise<number> {
    return await this.#purge.purgeExpired(Number.POSITIVE_INFINITY);
  }

  /** Lets go what has expired, and ends what a crash cut short. @returns how many entries went */
  async purgeExpired(): Promise<number> {
    return await this.#purge.purgeExpired();
  }

  /** Looks at every file of the trash. @param breathe is called between small steps */
  async usage(breathe: Breathe = () => new Promise(setImmediate)): Promise<TrashUsage> {
    const { driver, paths } = this.#parts;
    const bytes = await trashBytes(driver, paths, breathe);
    return { entries: (await this.#store.names()).kept.length, bytes };
  }
}

async function readInto(store: TrashStore, id: TrashEntryId): Promise<TrashList> {
  try {
    const entry = await store.read(id);
    return { entries: entry ? [entry] : [], unreadable: [] };
  } catch (error) {
    if (!(error instanceof TrashError && error.fault.code === 'UNREADABLE_ENTRY')) throw error;
    return { entries: [], unreadable: [error.fault.file] };
  }
}

/** Which entries a page has. */
export interface TrashPageOptions {
  repository?: RepositoryName;
  after?: string;
  limit: number;
  sees?: SeesEntry;
}

/** Whether somebody sees an entry. */
export type SeesEntry = (entry: TrashEntryFacts) => boolean;

/** Some of what the trash has. */
export interface TrashPage extends TrashList {
  /** Whether others follow. */
  more: boolean;
}

/** What the trash has. */
export interface TrashList {
  entries: TrashEntry[];
  /** Files in `trash/entries` that are not what was written there. */
  unreadable: string[];
}
