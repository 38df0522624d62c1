import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from '../driver';
import type { Locks } from '../locks';
import { type FolderPrefix, parentOf, type StoragePaths } from '../paths';
import { removeAllReferrers } from '../referrer-entries';
import { removeAllProtections } from '../tag-protections';
import { ancestorsOf, childOf, foldersAround, parentsOf } from './folder-names';
import { forgetRows } from './forget-rows';
import { isExact, type RepositoryListing } from './repository-listing';

/**
 * The list of repositories: an index, in the database, of the tree under `repositories`, in ASCII order of
 * the whole name, which no walk of the folders gives.
 *
 * A row of a folder is exact while the folder's modification time is the recorded one. A page looks at the
 * folders in its range alone, and reads again those that were changed behind our back; so it costs what the
 * page costs, and still tells what is on disk. Folders are made and removed under one lock, `folders`.
 */
export class Catalog {
  readonly #database: Database;
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;
  readonly #locks: Locks;
  readonly #listing: RepositoryListing;

  constructor(
    database: Database,
    driver: FileSystemDriver,
    paths: StoragePaths,
    locks: Locks,
    listing: RepositoryListing,
  ) {
    this.#database = database;
    this.#driver = driver;
    this.#paths = paths;
    this.#locks = locks;
    this.#listing = listing;
  }

  /**
   * Repositories that hold a manifest, in ASCII order, after `last` (which need not exist any more).
   * @param page.matching only names that contain this text
   */
  async page(page: { last?: string; limit: number; matching?: string }): Promise<CatalogPage> {
    const names: RepositoryName[] = [];
    let cursor = page.last ?? '';
    const seen = new Set(foldersAround(cursor));
    await this.#freshenRows(this.#rowsOf([...seen]));
    while (names.length <= page.limit) {
      const wanted = page.limit + 1 - names.length;
      const rows = upToListed(this.#rowsAfter(cursor, Math.min(wanted + 4, 256), page.matching), wanted);
      if (rows.length === 0) break;
      const unseen = rows.filter(({ path }) => !seen.has(path));
      for (const { path } of unseen) seen.add(path);
      unseen.push(...this.#rowsOf(unseen.flatMap(({ path }) => parentsOf(path, seen))));
      // What was changed behind our back brings other rows, perhaps before these: read the range again.
      if (await this.#freshenRows(unseen)) continue;
      for (const { path, listed } of rows) if (listed === 1 && isRepositoryName(path)) names.push(path);
      cursor = rows.at(-1)?.path ?? cursor;
    }
    return { names: names.slice(0, page.limit), more: names.length > page.limit };
  }

  /** Makes a repository's folders, each durable, and records them. */
  async makeRepository(repository: RepositoryName): Promise<void> {
    await this.#locks.hold(`repository:${repository}`, async () => {
      await this.#locks.hold('folders', async () => {
        for (const folder of ancestorsOf(repository).slice(1)) await this.#makeFolder(folder);
        await this.#change(repository as string as FolderPrefix, () =>
          this.#driver.makeFolders(
            this.#paths.blobs(repository),
            this.#paths.allReferrers(repository),
            this.#paths.manifests(repository),
          ),
        );
      });
      await this.#listing.rebuild(repository);
    });
  }

  /** Removes the folders of a repository that holds nothing, and those above it that hold nothing else. */
  async removeIfEmpty(repository: RepositoryName): Promise<void> {
    await this.#locks.hold(`repository:${repository}`, () =>
      this.#locks.hold('folders', async () => {
        for (const folder of [this.#paths.manifests(repository), this.#paths.blobs(repository)]) {
          for await (const _ of this.#driver.names(folder)) return;
        }
        await removeAllReferrers({ driver: this.#driver, paths: this.#paths }, repository);
        await this.#change(repository as string as FolderPrefix, async () => {
          await removeAllProtections({ driver: this.#driver, paths: this.#paths }, repository);
          const referrers = await this.#driver.removeEmptyFolder(this.#paths.allReferrers(repository));
          const blobs = await this.#driver.removeEmptyFolder(this.#paths.blobs(repository));
          const manifests = await this.#driver.removeEmptyFolder(this.#paths.manifests(repository));
          return referrers || blobs || manifests;
        });
        for (const folder of ancestorsOf(repository).slice(1).reverse()) {
          if (!(await this.#removeFolder(folder))) return;
        }
      }),
    );
  }

  /**
   * Looks at every folder and every repository, in ASCII order, and reads again what was changed behind our
   * back. Long, and in steps that let requests pass: it runs behind a server that already serves.
   * @param visit is called with each repository once its rows are exact
   * @param alsoUnlisted visits also what holds no manifest: repositories that hold blobs alone, and namespaces
   */
  async freshenAll(
    visit: (repository: RepositoryName) => Promise<void>,
    signal: AbortSignal,
    { alsoUnlisted = false } = {},
  ): Promise<void> {
    let cursor = '';
    await this.#freshenRows(this.#rowsOf(['']));
    while (!signal.aborted) {
      const rows = this.#rowsAfter(cursor, 256);
      if (rows.length === 0) return;
      if (await this.#freshenRows(rows)) continue;
      for (const { path, listed } of rows) {
        if (signal.aborted) return;
        if ((listed === 1 || alsoUnlisted) && isRepositoryName(path)) await visit(path);
      }
      cursor = rows.at(-1)?.path ?? cursor;
    }
  }

  /** Brings the lists of a repository up to date with its folder. Not to be called with the repository's lock. */
  async freshen(repository: RepositoryName): Promise<void> {
    if (await this.#listing.isFresh(repository)) return;
    await this.#listing.readAhead(repository);
    await this.#locks.hold(`repository:${repository}`, () => this.#listing.rebuild(repository));
  }

  /**
   * Reads again those of the folders, and the repositories in them, that are not as recorded.
   * @returns whether anything was
   */
  async #freshenRows(rows: FolderRow[]): Promise<boolean> {
    const repositories = rows.filter((row): row is RepositoryRow => isRepositoryName(row.path));
    const folders = rows.map(({ path }) => this.#paths.folder(path));
    const manifests = repositories.map(({ path }) => this.#paths.manifests(path));
    const times = await this.#driver.modifiedTimes([...folders, ...manifests]);
    const staleFolders = rows.filter((row, at) => isStaleFolder(row, times[at]));
    const staleRepositories = repositories.filter((row, at) => {
      return !isExact(row.exists ? row : undefined, times[rows.length + at]);
    });
    for (const { path } of staleFolders) await this.#locks.hold('folders', () => this.#readFolder(path));
    for (const { path } of staleRepositories) await this.freshen(path);
    return staleFolders.length + staleRepositories.length > 0;
  }

  /** Compares a folder's rows with what is in it. The caller holds the lock `folders`. */
  async #readFolder(folder: FolderPrefix): Promise<void> {
    const before = await this.#driver.stat(this.#paths.folder(folder));
    if (!before?.isFolder) {
      await forgetRows(this.#database, folder);
      this.#removeRows(folder);
      return;
    }
    if (this.#row(folder)?.children_at_ms === before.modifiedAtMs) return;
    // Taken before the folder is read: what changes while it is read gives it another time.
    const at = await this.#driver.settle(this.#paths.folder(folder));
    const onDisk = new Set<FolderPrefix>();
    for await (const { name, kind } of this.#driver.names(this.#paths.folder(folder))) {
      const child = childOf(folder, name);
      if (kind === 'folder' && child !== undefined) onDisk.add(child);
    }
    const known = new Set(this.#childrenOf(folder));
    for (const child of known) if (!onDisk.has(child)) await forgetRows(this.#database, child);
    this.#database.transaction(() => {
      for (const child of known) if (!onDisk.has(child)) this.#removeRows(child);
      for (const child of onDisk) if (!known.has(child)) this.#putRow(child, null);
      this.#putRow(folder, at ?? null);
    });
  }

  /** Makes one folder in one that is there. The caller holds the lock `folders`. */
  async #makeFolder(folder: FolderPrefix): Promise<void> {
    await this.#change(parentOf(folder), async () => {
      if (!(await this.#driver.makeFolders(this.#paths.folder(folder)))) return false;
      const made = await this.#driver.stat(this.#paths.folder(folder));
      this.#putRow(folder, made?.modifiedAtMs ?? null); // Exact: there is nothing in it yet.
      return true;
    });
  }

  /** Removes one folder if nothing is in it. The caller holds the lock `folders`. */
  async #removeFolder(folder: FolderPrefix): Promise<boolean> {
    return await this.#change(parentOf(folder), async () => {
      if (!(await this.#driver.removeEmptyFolder(this.#paths.folder(folder)))) return false;
      this.#removeRows(folder);
      return true;
    });
  }

  /**
   * Changes what is in a folder and records its new time, if it was exact before. The caller holds the lock
   * `folders`; the task says whether it changed anything, and so does this.
   */
  async #change(folder: FolderPrefix, task: () => Promise<boolean>): Promise<boolean> {
    const path = this.#paths.folder(folder);
    const before = (await this.#driver.stat(path))?.modifiedAtMs;
    const wasExact = before !== undefined && this.#row(folder)?.children_at_ms === before;
    if (!(await task())) return false;
    const after = await this.#driver.stamp(path);
    if (wasExact && after !== undefined) this.#putRow(folder, after);
    return true;
  }

  #row(path: FolderPrefix) {
    const { query } = this.#database;
    return this.#database.first(query.selectFrom('folder').selectAll().where('path', '=', path));
  }

  #putRow(path: FolderPrefix, children_at_ms: number | null): void {
    this.#database.run(
      this.#database.query
        .insertInto('folder')
        .values({
          path,
          parent: path === '' ? null : parentOf(path),
          children_at_ms,
          manifests_at_ms: null,
          blobs_at_ms: null,
          listed: null,
        })
        .onConflict((conflict) => conflict.column('path').doUpdateSet({ children_at_ms })),
    );
  }

  /** Forgets a folder and all below it. */
  #removeRows(folder: FolderPrefix): void {
    const { query } = this.#database;
    this.#database.transaction(() => {
      const [first, end] = [`${folder}/`, `${folder}0`]; // '0' follows '/' in ASCII.
      for (const table of ['tag', 'manifest', 'manifest_fact', 'reference', 'blob', 'collected'] as const) {
        const rows = query.deleteFrom(table);
        this.#database.run(rows.where('repository', '=', folder));
        this.#database.run(rows.where('repository', '>', first).where('repository', '<', end));
      }
      this.#database.run(query.deleteFrom('folder').where('path', '=', folder));
      this.#database.run(query.deleteFrom('folder').where('path', '>', first).where('path', '<', end));
    });
  }

  #childrenOf(folder: FolderPrefix): FolderPrefix[] {
    const { query } = this.#database;
    const rows = this.#database.all(query.selectFrom('folder').select('path').where('parent', '=', folder));
    return rows.map(({ path }) => path as FolderPrefix);
  }

  #rowsAfter(cursor: string, limit: number, matching?: string): FolderRow[] {
    let query = this.#database.query
      .selectFrom('folder')
      .select(['path', 'children_at_ms', 'manifests_at_ms', 'listed'])
      .where('path', '>', cursor)
      .orderBy('path')
      .limit(limit);
    if (matching) query = query.where(sql<boolean>`instr(path, ${matching}) > 0`);
    return this.#database.all(query).map((row) => ({
      path: row.path as FolderPrefix,
      exists: true,
      children_at_ms: row.children_at_ms,
      manifests_at_ms: row.manifests_at_ms,
      listed: row.listed,
    }));
  }

  /** The rows of these folders; also of one that has none, for it may be on disk. */
  #rowsOf(folders: FolderPrefix[]): FolderRow[] {
    if (folders.length === 0) return [];
    const query = this.#database.query
      .selectFrom('folder')
      .select(['path', 'children_at_ms', 'manifests_at_ms', 'listed'])
      .where('path', 'in', folders);
    const rows = new Map(this.#database.all(query).map((row) => [row.path, row]));
    return folders.map((path) => {
      const row = rows.get(path);
      if (row) return { ...row, path, exists: true };
      return { path, exists: false, children_at_ms: null, manifests_at_ms: null, listed: null };
    });
  }
}

/** A folder as it is recorded. */
interface FolderRow {
  path: FolderPrefix;
  /** Whether it is recorded at all. */
  exists: boolean;
  children_at_ms: number | null;
  manifests_at_ms: number | null;
  listed: number | null;
}

interface RepositoryRow extends FolderRow {
  path: FolderPrefix & RepositoryName;
}

/** Whether a folder's children are not as recorded. @param modifiedAtMs of the folder on disk, if it is there */
function isStaleFolder(row: FolderRow, modifiedAtMs: number | undefined): boolean {
  return modifiedAtMs === undefined ? row.exists : row.children_at_ms !== modifiedAtMs;
}

/** The first rows, up to the one with which as many repositories are listed as are wanted. */
function upToListed(rows: FolderRow[], wanted: number): FolderRow[] {
  let listed = 0;
  const end = rows.findIndex((row) => row.listed === 1 && ++listed === wanted);
  return end === -1 ? rows : rows.slice(0, end + 1);
}

/** A page of repository names, and whether others follow. */
export interface CatalogPage {
  names: RepositoryName[];
  more: boolean;
}
