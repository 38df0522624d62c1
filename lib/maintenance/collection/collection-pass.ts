import type { RepositoryName } from '@/lib/oci/repository-name';
import type { StorageParts } from '@/lib/storage/storage';
import { collectPool, collectUploads } from './collect-leftovers';
import { Collected } from './collected';
import type { CollectionOptions, CollectionProgress } from './options';
import type { CollectionResult } from './report';
import { RepositoryCollection } from './repository-collection';
import { Tally } from './tally';

/**
 * One pass over the registry that finds what goes and, unless it only plans, takes it: one code for both, so that a run
 * does what its plan says. It goes from repository to repository, in small steps, and remembers those that it has
 * finished: ended at any place, the next one goes on there.
 */
export class CollectionPass {
  readonly #parts: StorageParts;
  readonly #options: CollectionOptions;
  readonly #collected: Collected;
  readonly #tally: Tally;
  readonly #repositories: RepositoryCollection;
  #looksAtAll = false;
  #repositoriesTotal = 0;

  constructor(parts: StorageParts, options: CollectionOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#collected = new Collected(parts.database);
    this.#tally = new Tally(parts.blobListing, options.onGarbage);
    this.#repositories = new RepositoryCollection(parts, options, this.#tally, this.#collected);
  }

  /** @throws the signal's reason when it is ended before it is done */
  async run(): Promise<CollectionResult> {
    const { signal, repository } = this.#options;
    this.#begin();
    if (repository !== undefined) {
      await this.#parts.catalog.freshen(repository);
      await this.#visit(repository);
      return this.#tally.result;
    }
    await this.#parts.catalog.freshenAll((one) => this.#visit(one), signal, { alsoUnlisted: true });
    signal.throwIfAborted();
    this.#tell('uploads');
    await collectUploads(this.#parts, this.#options, this.#tally);
    await collectPool(this.#parts, this.#options, this.#tally, this.#collected, () => this.#tell('pool'));
    return this.#tally.result;
  }

  #begin(): void {
    const { dryRun, full, settingsKey, repository } = this.#options;
    this.#repositoriesTotal = this.#collected.repositoriesTotal();
    const isNew = this.#collected.note('policy') !== settingsKey;
    if (dryRun || repository !== undefined) this.#looksAtAll = isNew || full === true;
    else if (isNew || full) {
      this.#collected.forget();
      this.#collected.setNote('policy', settingsKey);
    }
  }

  async #visit(repository: RepositoryName): Promise<void> {
    const { driver, paths, listing } = this.#parts;
    const { repositories } = this.#tally.result;
    await this.#options.pace.breathe();
    this.#tell('repositories');
    const blobsAtMs = (await driver.stat(paths.blobs(repository)))?.modifiedAtMs ?? 0;
    if (blobsAtMs === 0 && !listing.isListed(repository)) return await this.#removeRemnant(repository);
    repositories.total += 1;
    const times = { manifestsAtMs: this.#collected.manifestsAtMs(repository), blobsAtMs };
    if (!this.#looksAtAll && this.#collected.has(repository, times, Date.now())) return;
    repositories.looked += 1;
    await this.#repositories.collect(repository);
  }

  /** Removes what a crash left of a repository that was being removed; a namespace has nothing of that. */
  async #removeRemnant(repository: RepositoryName): Promise<void> {
    const { driver, paths, catalog } = this.#parts;
    if (this.#options.dryRun) return;
    const remnants = await Promise.all(
      [paths.allReferrers(repository), paths.manifests(repository)].map((folder) => driver.stat(folder)),
    );
    if (remnants.some((one) => one?.isFolder)) await catalog.removeIfEmpty(repository);
  }

  #tell(phase: CollectionProgress['phase']): void {
    const { result } = this.#tally;
    this.#options.progress?.({
      phase,
      repositoriesDone: result.repositories.total,
      repositoriesTotal: this.#repositoriesTotal,
      freeBytes: result.freeBytes,
    });
  }
}
