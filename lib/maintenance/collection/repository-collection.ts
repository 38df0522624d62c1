import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { BlobCollection, type UnnamedBlob } from '@/lib/storage/collection/blob-collection';
import { damageOf } from '@/lib/storage/collection/repository-damage';
import {
  type HeldDigests,
  type UntaggedManifest,
  UntaggedManifests,
} from '@/lib/storage/collection/untagged-manifests';
import { isCondemned, isDue } from '@/lib/storage/condemned';
import type { FileStat } from '@/lib/storage/driver';
import type { StorageParts } from '@/lib/storage/storage';
import { TrashError } from '@/lib/storage/trash/trash-error';
import type { Collected } from './collected';
import { Earliest } from './earliest';
import { bytesOfName, type CollectionOptions } from './options';
import type { GarbageKind, RepositoryGarbage } from './report';
import type { Tally } from './tally';

/** Finds what goes from a repository, condemns it, and takes it when it is due; or only says so. */
export class RepositoryCollection {
  readonly #parts: StorageParts;
  readonly #options: CollectionOptions;
  readonly #tally: Tally;
  readonly #collected: Collected;
  readonly #blobs: BlobCollection;
  readonly #untagged: UntaggedManifests;
  /** Files with several links that were due when this pass first saw them. */
  readonly #due = new Set<number>();
  readonly #breathe: () => Promise<void>;

  constructor(parts: StorageParts, options: CollectionOptions, tally: Tally, collected: Collected) {
    this.#parts = parts;
    this.#options = options;
    this.#tally = tally;
    this.#collected = collected;
    this.#blobs = new BlobCollection(parts);
    this.#untagged = new UntaggedManifests(parts);
    this.#breathe = () => options.pace.breathe();
  }

  /** Does all that is to be done in one repository, and remembers when nothing is left to do. */
  async collect(repository: RepositoryName): Promise<void> {
    const garbage = this.#tally.begin(repository);
    await this.#freshen(repository);
    const held = await this.#held(repository);
    garbage.damage =
      'damage' in held ? held.damage : await damageOf(this.#parts.database, repository, this.#breathe);
    if (!('digests' in held) || garbage.damage !== undefined) {
      this.#tally.result.repositories.damaged += 1;
    } else {
      const again = new Earliest();
      await this.#manifests(garbage, held.digests, again);
      await this.#allBlobs(garbage, again);
    }
    const isWorthTelling = garbage.blobs.count + garbage.manifests.count + garbage.waiting.count > 0;
    if (isWorthTelling || garbage.damage !== undefined) this.#options.onRepository?.(garbage);
  }

  /** Brings the whole index up to date. @returns the times of the folders for which it is */
  async #freshen(repository: RepositoryName) {
    await this.#parts.catalog.freshen(repository);
    const manifestsAtMs = this.#collected.manifestsAtMs(repository);
    return { manifestsAtMs, blobsAtMs: (await this.#parts.blobListing.freshen(repository)) ?? 0 };
  }

  /** What stays without a tag; or why nobody can say that. */
  async #held(repository: RepositoryName): Promise<{ digests: HeldDigests } | { damage: string }> {
    const { untaggedAfterMs, heldDigests } = this.#options;
    if (!heldDigests || untaggedAfterMs(repository) === 0) return { digests: new Set() };
    try {
      return { digests: await heldDigests(repository) };
    } catch (error) {
      // An entry may hold anything; the other repositories need not wait until somebody has mended it.
      if (!(error instanceof TrashError)) throw error;
      return { damage: error.message };
    }
  }

  async #manifests(garbage: RepositoryGarbage, held: HeldDigests, again: Earliest): Promise<void> {
    const { untaggedAfterMs, graceMs, dryRun, pace } = this.#options;
    const afterMs = untaggedAfterMs(garbage.repository);
    if (afterMs === 0) return;
    const mayGo = (digest: Digest) => this.#mayTake('manifest', garbage.repository, digest);
    const policy = { afterMs, graceMs, held, mayGo };
    for await (const found of this.#untagged.find(garbage.repository, policy, this.#breathe)) {
      for (const one of found) {
        const isToGo = one.dueAtMs <= Date.now() && isDue(one.stat, graceMs);
        if (!isToGo) await this.#manifestWaits(garbage, one, again);
        else if (!mayGo(one.digest)) again.add(Date.now());
        else if (dryRun) this.#tally.manifest(garbage, one.digest, one.stat.size);
        else {
          for (const { digest, bytes } of await this.#untagged.remove(
            garbage.repository,
            one.digest,
            policy,
          )) {
            this.#tally.manifest(garbage, digest, bytes);
            await pace.spend(bytesOfName);
          }
        }
        await this.#breathe();
      }
    }
  }

  async #manifestWaits(garbage: RepositoryGarbage, one: UntaggedManifest, again: Earliest): Promise<void> {
    const { graceMs, dryRun } = this.#options;
    let { dueAtMs } = one;
    if (one.isCondemned) dueAtMs = Math.max(dueAtMs, one.stat.changedAtMs + graceMs);
    else if (dueAtMs <= Date.now()) {
      if (!dryRun) await this.#untagged.condemn(garbage.repository, one.digest);
      dueAtMs = Date.now() + graceMs;
    }
    again.add(dueAtMs);
    this.#tally.waits(garbage, 'manifest', one.digest, one.stat.size, dueAtMs);
  }

  async #allBlobs(garbage: RepositoryGarbage, again: Earliest): Promise<void> {
    const { repository } = garbage;
    const { blobListing, listing, catalog } = this.#parts;
    for (let round = 1; round <= roundsMax; round++) {
      // Before the look: what changes after it gives the folders other times.
      const times = await this.#freshen(repository);
      const later = new Earliest(again.atMs);
      const taken = await this.#blobRound(garbage, later, round === 1);
      if (this.#options.dryRun) return;
      // What is taken changes the folder: another look finds what came meanwhile.
      if (taken > 0) continue;
      this.#collected.add(repository, times, later.atMs);
      const isEmpty = blobListing.page(repository, { limit: 1 }).length === 0;
      if (isEmpty && !listing.isListed(repository)) await catalog.removeIfEmpty(repository);
      return;
    }
  }

  /** @returns how many blobs were taken */
  async #blobRound(garbage: RepositoryGarbage, again: Earliest, isTold: boolean): Promise<number> {
    const { graceMs, dryRun } = this.#options;
    let taken = 0;
    for await (const found of this.#blobs.unnamed(garbage.repository)) {
      await this.#breathe();
      const due: UnnamedBlob[] = [];
      for (const blob of found) {
        const { digest, stat } = blob;
        if (this.#isDue(stat)) {
          if (this.#mayTake('blob', garbage.repository, digest)) due.push(blob);
          else again.add(Date.now());
          continue;
        }
        const dueAtMs = (blob.isCondemned ? stat.changedAtMs : Date.now()) + graceMs;
        if (!blob.isCondemned && !dryRun) {
          this.#due.delete(stat.inode);
          await this.#blobs.condemn(garbage.repository, digest);
        }
        again.add(dueAtMs);
        if (isTold) this.#tally.waits(garbage, 'blob', digest, stat.size, dueAtMs);
        await this.#breathe();
      }
      if (dryRun) for (const blob of due) this.#tally.blob(garbage, blob);
      else taken += await this.#take(garbage, due);
    }
    return taken;
  }

  async #take(garbage: RepositoryGarbage, due: UnnamedBlob[]): Promise<number> {
    let taken = 0;
    const byDigest = new Map(due.map((blob) => [blob.digest, blob]));
    for (const { stat } of due) if (stat.links > 2) this.#due.add(stat.inode);
    const isDue = (stat: FileStat) => this.#isDue(stat);
    await this.#blobs.take(garbage.repository, [...byDigest.keys()], isDue, async (gone) => {
      for (const { digest, freedBytes } of gone) {
        taken += 1;
        const blob = byDigest.get(digest);
        if (blob && this.#tally.blob(garbage, blob, freedBytes) === 0) this.#due.delete(blob.stat.inode);
        await this.#options.pace.spend(bytesOfName);
      }
      await this.#breathe();
    });
    return taken;
  }

  #mayTake(kind: GarbageKind, repository: RepositoryName, name: Digest): boolean {
    return this.#options.mayTake?.({ kind, repository, name }) ?? true;
  }

  /**
   * Whether a blob was condemned for long enough. To take one of its links gives the file a new time: so those that
   * were due in this pass stay due, unless they were reprieved, which all links show.
   */
  #isDue(stat: FileStat): boolean {
    return isDue(stat, this.#options.graceMs) || (isCondemned(stat) && this.#due.has(stat.inode));
  }
}

/** How often the blobs of a repository are looked at in one run; what comes after that, the next run finds. */
const roundsMax = 3;
