import type { Config } from '@/lib/config';
import { Database, NewerDatabase } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { Blobs, type StoredHow } from './blobs';
import { FileSystemDriver } from './driver';
import { RepositoryFigures } from './figures/repository-figures';
import { Stars } from './figures/stars';
import { deleteImage } from './image-deletion';
import { type InspectionParts, inspect } from './inspection';
import { LabelReader } from './labels/label-reader';
import { BlobListing } from './listing/blob-listing';
import { Catalog, type CatalogPage } from './listing/catalog';
import type { ImageGroup } from './listing/image-group';
import { factsOf } from './listing/manifest-facts';
import { type RecordedChange, RepositoryListing, type TagEntry } from './listing/repository-listing';
import { SearchIndex } from './listing/search-index';
import { type PlannedTags, type TagPlan, TagPlans } from './listing/tag-plans';
import { TagTable, type TagTablePage, type TagTableQuery } from './listing/tag-table';
import { Locks } from './locks';
import { Manifests } from './manifests';
import type { Origin } from './origin';
import { StoragePaths } from './paths';
import { prepareFolders, UnusableFolder } from './probe';
import { Processes } from './processes';
import { Pulls } from './pulls';
import { Quarantine } from './quarantine';
import { Quotas } from './quotas/quotas';
import { Referrers } from './referrers';
import { type DeletedRepository, deleteRepository } from './repository-deletion';
import { Reserve } from './reserve';
import { RetentionPolicies } from './retention-policies';
import { Room } from './room';
import { SmallCache } from './small-cache';
import { parsedBytesMax } from './stored-manifest';
import { TagHistory } from './tag-history';
import { TagProtections } from './tag-protections';
import type { TagRules } from './tag-rules';
import { Trash } from './trash/trash';
import { TrashStore } from './trash/trash-store';
import { Uploads } from './uploads';
import { Verification } from './verification';

/** What storage tells of itself while it runs; `lib/server` writes it to the log. */
export interface StorageReports {
  /** A file whose bytes no longer match this digest was put in quarantine. */
  onCorrupt: (digest: Digest) => void;
  /** Tags that point to a manifest that is not there. */
  onBrokenTags: (repository: RepositoryName, tags: TagEntry[]) => void;
  /** The database could not be read, and was set aside in this file. */
  onDamagedDatabase: (file: string) => void;
  /** A repository got a blob of so many bytes. */
  onStored?: (how: StoredHow, bytes: number) => void;
  /** Tags and manifests of a repository were changed and the change is recorded. */
  onChanged?: (change: RecordedChange) => void;
}

/** What storage is made of: for maintenance, which works on the same folders by the same rules. */
export interface StorageParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
  locks: Locks;
  database: Database;
  catalog: Catalog;
  listing: RepositoryListing;
  blobListing: BlobListing;
  quarantine: Quarantine;
  verification: Verification;
  quotas: Quotas;
  cache: SmallCache;
  blobs: Blobs;
  manifests: Manifests;
  uploads: Uploads;
  trashStore: TrashStore;
  tagRules: TagRules;
  tagProtections: TagProtections;
  pulls: Pulls;
  retentionPolicies: RetentionPolicies;
}

/** The content of the registry, open. Several processes may have the same data folder open. */
export class Storage {
  readonly blobs: Blobs;
  readonly uploads: Uploads;
  readonly manifests: Manifests;
  readonly referrers: Referrers;
  /** Whether more may be pushed. */
  readonly room: Room;
  readonly trash: Trash;
  readonly history: TagHistory;
  readonly tagProtections: TagProtections;
  readonly pulls: Pulls;
  readonly quotas: Quotas;
  readonly tagTable: TagTable;
  readonly searchIndex: SearchIndex;
  readonly figures: RepositoryFigures;
  readonly stars: Stars;
  readonly labels: LabelReader;
  readonly tagPlans: TagPlans;
  readonly retentionPolicies: RetentionPolicies;
  readonly #catalog: Catalog;
  readonly #listing: RepositoryListing;
  readonly #processes: Processes;
  readonly #database: Database;
  readonly #reserve: Reserve;
  readonly #inspection: InspectionParts;
  readonly parts: StorageParts;

  private constructor(
    config: Config,
    parts: {
      driver: FileSystemDriver;
      paths: StoragePaths;
      processes: Processes;
      database: Database;
      reserve: Reserve;
    },
    quarantine: Quarantine,
    reports: StorageReports,
  ) {
    const { driver, paths, processes, database } = parts;
    const cache = new SmallCache(config.storage.cacheBytes);
    const locks = new Locks(driver, paths, processes);
    const readFacts = async (repository: RepositoryName, digest: Digest) => {
      const [stored, stat] = [
        await this.manifests.read(repository, digest),
        await driver.stat(paths.manifest(repository, digest)),
      ];
      // One that is larger than any push could be was put there by hand. It is as one that can't be read: whatever it may
      // name stays, and nobody waits for its megabytes to be parsed.
      const isParsed = stored && stored.bytes.length <= parsedBytesMax(config.storage);
      const manifest = isParsed ? stored.readable : undefined;
      return manifest && stat && factsOf(manifest, stat.size, stat.modifiedAtMs);
    };
    this.labels = new LabelReader({ database, driver, paths });
    const listing = new RepositoryListing(database, driver, paths, readFacts, (change) => {
      if (change.addedManifests.length > 0) this.labels.beginSoon();
      reports.onChanged?.(change);
    });
    const catalog = new Catalog(database, driver, paths, locks, listing);
    const verification = new Verification();
    const blobListing = new BlobListing(database, driver, paths);
    this.quotas = new Quotas({ database, driver, paths, catalog }, config.access.quotas);
    const shared = {
      driver,
      paths,
      processes,
      locks,
      catalog,
      listing,
      quarantine,
      quotas: this.quotas,
      cache,
    };
    this.blobs = new Blobs({ ...shared, verification, onStored: reports.onStored });
    this.retentionPolicies = new RetentionPolicies(database, config.retention.policies);
    const tagRules = this.retentionPolicies;
    const trashStore = new TrashStore({ ...shared, blobs: this.blobs }, config.maintenance.trashMs, () =>
      parts.reserve.lend(),
    );
    this.tagProtections = new TagProtections({ ...shared, database });
    const guards = { tagRules, tagProtections: this.tagProtections };
    this.manifests = new Manifests({ ...shared, blobs: this.blobs, trash: trashStore, ...guards });
    this.trash = new Trash({ ...shared, blobs: this.blobs, manifests: this.manifests, tagRules }, trashStore);
    this.history = new TagHistory(database, (repository) => catalog.freshen(repository));
    this.referrers = new Referrers(driver, paths, this.manifests);
    this.room = new Room(driver, paths.root, config.storage.freeBytesMin);
    this.uploads = new Uploads({
      ...shared,
      blobs: this.blobs,
      room: this.room,
      blobBytesMax: config.storage.maxBlobBytes,
      idleTimeoutMs: config.storage.idleTimeoutMs,
      expiryMs: config.storage.uploadTimeoutMs,
    });
    this.pulls = new Pulls(database);
    this.tagTable = new TagTable(database);
    this.searchIndex = new SearchIndex(database);
    this.stars = new Stars(database);
    this.figures = new RepositoryFigures({
      database,
      catalog,
      listing,
      pulls: this.pulls,
      labels: this.labels,
    });
    this.tagPlans = new TagPlans(database);
    this.#catalog = catalog;
    this.#listing = listing;
    this.#processes = processes;
    this.#database = database;
    this.#reserve = parts.reserve;
    this.parts = {
      ...shared,
      database,
      blobListing,
      verification,
      blobs: this.blobs,
      manifests: this.manifests,
      uploads: this.uploads,
      trashStore,
      ...guards,
      pulls: this.pulls,
      retentionPolicies: this.retentionPolicies,
    };
    this.#inspection = { ...shared, onBrokenTags: reports.onBrokenTags };
  }

  /**
   * Opens the data folder: makes what is missing, proves what the file system can do, and clears what dead
   * processes left. Quick, however much is stored.
   * @param driver another than the file system's own: for tests that inject faults
   * @throws UnusableFolder
   */
  static async open(
    config: Config,
    reports: StorageReports,
    driver = new FileSystemDriver(config.storage.fsync),
  ): Promise<Storage> {
    const paths = new StoragePaths(config.storage.root);
    const reserve = new Reserve(paths.reserve);
    reserve.release();
    await prepareFolders(paths.root, paths.fixedFolders, paths.temp);
    const processes = await Processes.join(driver, paths);
    let database: Database | undefined;
    try {
      await processes.reapDead();
      const opened = Database.open(paths.database);
      database = opened.database;
      database.onFull = () => reserve.lend();
      if (opened.damaged !== undefined) reports.onDamagedDatabase(opened.damaged);
      const quarantine = new Quarantine(driver, paths, reports.onCorrupt);
      await quarantine.load();
      if (!(await reserve.keep())) reserve.lend();
      return new Storage(config, { driver, paths, processes, database, reserve }, quarantine, reports);
    } catch (error) {
      database?.close();
      await processes.leave().catch(() => undefined); // The first error says what is wrong.
      if (error instanceof NewerDatabase) throw new UnusableFolder(error.message, { cause: error });
      throw error;
    }
  }

  /**
   * What is to be done from time to time.
   * @returns how many expired uploads were removed
   * @throws the first error, once all of it was tried: what one folder holds up must not hold up the rest
   */
  async tidy(): Promise<number> {
    const failures: unknown[] = [];
    const attempt = (task: Promise<unknown>) => task.catch((error) => failures.push(error));
    let removed = 0;
    await attempt(this.#reserve.keep());
    await attempt(this.uploads.removeExpired().then((count) => (removed = count)));
    await attempt(this.history.prune());
    await attempt(this.trash.purgeExpired());
    await attempt(this.quotas.keepSometimes());
    await attempt(this.figures.tidy());
    await attempt(this.labels.catchUp());
    if (failures.length > 0) throw failures[0];
    return removed;
  }

  /** Repositories that hold a manifest, in ASCII order, after `last`; those with `matching` in their name. */
  async listRepositories(page: { last?: string; limit: number; matching?: string }): Promise<CatalogPage> {
    return await this.#catalog.page(page);
  }

  /**
   * A repository's tags in ASCII order, after `last`.
   * @returns undefined when the repository holds no manifest
   */
  async listTags(
    repository: RepositoryName,
    page: { last?: string; limit: number },
  ): Promise<TagPage | undefined> {
    await this.#catalog.freshen(repository);
    if (!this.#listing.isListed(repository)) return undefined;
    const tags = this.#listing.tags(repository, { ...page, limit: page.limit + 1 });
    return { tags: tags.slice(0, page.limit), more: tags.length > page.limit };
  }

  /**
   * A page of a repository's tags with what is known of them, sorted and filtered.
   * @returns undefined when the repository holds no manifest
   */
  async tagPage(repository: RepositoryName, query: TagTableQuery): Promise<TagTablePage | undefined> {
    await this.#catalog.freshen(repository);
    this.pulls.flush();
    return this.#listing.isListed(repository) ? await this.tagTable.page(repository, query) : undefined;
  }

  /**
   * Deletes a manifest with its tags, its children and what refers to them: as one entry of the trash, if that is on.
   * @param how.isSpared asked under the repository's lock, with the index exact: when true, all of it stays
   * @returns undefined when the repository does not hold it, or it is spared
   * @throws StorageError REFERENCED, TAG_PROTECTED
   */
  async deleteImage(
    repository: RepositoryName,
    digest: Digest,
    how: { origin: Origin; isSpared: () => Promise<boolean> },
  ): Promise<ImageGroup | undefined> {
    return await deleteImage({ ...this.parts, trash: this.parts.trashStore }, repository, digest, how);
  }

  /**
   * Writes down which tags of a repository match, and what they are now.
   * @returns undefined when the repository holds no manifest
   */
  async planTags(repository: RepositoryName, wanted: PlannedTags): Promise<TagPlan | undefined> {
    await this.#catalog.freshen(repository);
    return this.#listing.isListed(repository) ? await this.tagPlans.make(repository, wanted) : undefined;
  }

  /**
   * Deletes all that a repository holds: as one entry of the trash, if that is on.
   * @returns undefined when it holds nothing
   */
  async deleteRepository(repository: RepositoryName, origin: Origin): Promise<DeletedRepository | undefined> {
    return await deleteRepository({ ...this.parts, trash: this.parts.trashStore }, repository, origin);
  }

  /** Looks through the whole registry, mends what it can and reports the rest. Long; it lets requests pass. */
  async inspect(signal: AbortSignal): Promise<void> {
    await inspect(this.#inspection, signal);
  }

  /** Frees what this process holds in the data folder. No operation may run any more. */
  async close(): Promise<void> {
    await this.figures.counter.close();
    await this.labels.close();
    await this.quotas.close();
    this.#reserve.stop();
    this.pulls.close();
    this.#database.close();
    await this.#processes.leave();
  }
}

/** A page of tags, and whether others follow. */
export interface TagPage {
  tags: TagEntry[];
  more: boolean;
}
