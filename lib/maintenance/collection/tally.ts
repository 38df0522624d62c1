import type { RepositoryName } from '@/lib/oci/repository-name';
import type { UnnamedBlob } from '@/lib/storage/collection/blob-collection';
import type { BlobListing } from '@/lib/storage/listing/blob-listing';
import { LinkTally } from './link-tally';
import { count, emptyResult, type Garbage, type RepositoryGarbage } from './report';

/** Counts what goes or waits in a pass, and tells of each thing; the whole is not kept. */
export class Tally {
  readonly result = emptyResult();
  readonly #links = new LinkTally();
  readonly #blobListing: BlobListing;
  readonly #onGarbage: ((garbage: Garbage) => void) | undefined;

  constructor(blobListing: BlobListing, onGarbage?: (garbage: Garbage) => void) {
    this.#blobListing = blobListing;
    this.#onGarbage = onGarbage;
  }

  /**
   * A blob goes from a repository.
   * @param freedBytes what came free when it was taken; when it is only planned, the count of links tells
   * @returns how many others hold its file
   */
  blob(garbage: RepositoryGarbage, { digest, stat, isInPool }: UnnamedBlob, freedBytes?: number): number {
    const { repository } = garbage;
    const { others, isFirst } = this.#links.take(stat, isInPool);
    const isFreed = freedBytes === undefined ? others === 0 : freedBytes > 0 || stat.size === 0;
    const freeBytes = freedBytes ?? (isFreed ? stat.size : 0);
    count(garbage.blobs, stat.size);
    count(this.result.blobs, stat.size);
    garbage.freeBytes += freeBytes;
    this.result.freeBytes += freeBytes;
    // A file counts as shared from the first link that goes until the last one does.
    if (isFirst && others > 0) this.result.sharedBytes += stat.size;
    if (!isFirst && others === 0) this.result.sharedBytes -= stat.size;
    if (!this.#onGarbage) return others;
    const holders = isFreed ? [] : this.#blobListing.holders(digest, holdersMax + 1);
    const repositories = holders.filter((one) => one !== repository).slice(0, holdersMax);
    this.#onGarbage({
      kind: 'blob',
      repository,
      name: digest,
      bytes: stat.size,
      reason: 'no manifest names it',
      ...(!isFreed && { sharedWith: { repositories, links: others } }),
    });
    return others;
  }

  /** A manifest goes from a repository. */
  manifest(garbage: RepositoryGarbage, name: string, bytes: number): void {
    const { repository } = garbage;
    count(garbage.manifests, bytes);
    count(this.result.manifests, bytes);
    this.#onGarbage?.({ kind: 'manifest', repository, name, bytes, reason: 'no tag reaches it' });
  }

  /** Something will go from a repository when it is due. */
  waits(garbage: RepositoryGarbage, kind: 'blob' | 'manifest', name: string, bytes: number, dueAtMs: number) {
    const { repository } = garbage;
    count(garbage.waiting, bytes);
    count(this.result.waiting, bytes);
    const reason = kind === 'blob' ? 'no manifest names it' : 'no tag reaches it';
    this.#onGarbage?.({ kind, repository, name, bytes, reason, dueAtMs });
  }

  /** An expired upload goes. */
  upload(name: string, bytes: number): void {
    count(this.result.uploads, bytes);
    this.result.freeBytes += bytes;
    this.#onGarbage?.({ kind: 'upload', name, bytes, reason: 'it got no byte for too long' });
  }

  /** A blob goes that only the pool holds. */
  poolEntry(name: string, bytes: number): void {
    count(this.result.poolEntries, bytes);
    this.result.freeBytes += bytes;
    this.#onGarbage?.({ kind: 'pool entry', name, bytes, reason: 'no repository holds it' });
  }

  /** Nothing yet, of a repository. */
  begin(repository: RepositoryName): RepositoryGarbage {
    const none = () => ({ count: 0, bytes: 0 });
    return { repository, blobs: none(), manifests: none(), freeBytes: 0, waiting: none() };
  }
}

/** How many of those who share a blob are named. */
const holdersMax = 5;
