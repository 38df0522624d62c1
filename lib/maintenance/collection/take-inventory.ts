import type { Digest } from '@/lib/oci/digest';
import { isIndexMediaType } from '@/lib/oci/media-types';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { batchesOf } from '@/lib/storage/batches';
import { digestsIn } from '@/lib/storage/digests-in';
import { Inventory, type InventoryItem, type InventoryReason } from '@/lib/storage/listing/inventory';
import {
  type SourceBlob,
  type SourceManifest,
  sourceBlobs,
  sourceManifests,
} from '@/lib/storage/listing/inventory-sources';
import { trashedRepositories } from '@/lib/storage/repositories-on-disk';
import type { StorageParts } from '@/lib/storage/storage';
import { manifestBytesUsual } from '@/lib/storage/stored-manifest';
import { TrashError } from '@/lib/storage/trash/trash-error';
import { ContentIndex } from '@/lib/storage/usage/content-index';
import type { Pace } from '../pace';
import type { Garbage } from './report';

/** Things that are written down at once: about a millisecond. */
const writtenAtOnce = 20;

/**
 * Writes down, thing by thing, what is in the store while a plan of a collection is made, and after it: what goes or waits
 * is what the plan says and nothing else, so that both agree; of all else, why it stays. What comes and goes meanwhile may
 * be in it or not.
 */
export class InventoryTaking {
  readonly #parts: StorageParts;
  readonly #plan: number;
  readonly #inventory: Inventory;
  readonly #garbage: InventoryItem[] = [];

  /** @param plan the number of its run */
  constructor(parts: StorageParts, plan: number) {
    this.#parts = parts;
    this.#plan = plan;
    this.#inventory = new Inventory(parts.database);
  }

  /** Is told of each thing that goes or waits, as the plan finds it. */
  onGarbage(one: Garbage): void {
    this.#garbage.push(itemOfGarbage(one));
    if (this.#garbage.length >= writtenAtOnce) this.#flush();
  }

  /** Looks at all that the plan did not speak of, and has the whole shown. @throws the signal's reason */
  async finish(pace: Pace): Promise<void> {
    this.#flush();
    await this.#blobs(pace);
    await this.#manifests(pace);
    await this.#trash(pace);
    await this.#quarantine(pace);
    await this.#inventory.finish(this.#plan);
  }

  #flush(): void {
    this.#inventory.add(this.#plan, this.#garbage.splice(0));
  }

  /** All blobs of repositories, each digest once. */
  async #blobs(pace: Pace): Promise<void> {
    let open: HeldBlob | undefined;
    for (let after = { digest: '', repository: '' }; ; ) {
      const rows = sourceBlobs(this.#parts.database, after);
      const whole: HeldBlob[] = [];
      for (const row of rows) {
        if (open?.digest !== row.digest) {
          if (open) whole.push(open);
          open = { digest: row.digest, size: row.size, kind: row.kind, holders: 0, isNamed: false };
        }
        open.holders += 1;
        open.isNamed ||= row.isNamed;
      }
      const last = rows.at(-1);
      if (!last && open) whole.push(open);
      for (const some of batchesOf(whole, writtenAtOnce)) {
        this.#putBlobs(some);
        await pace.breathe();
      }
      if (!last) return;
      after = last;
    }
  }

  #putBlobs(blobs: readonly HeldBlob[]): void {
    const told = this.#inventory.known(
      this.#plan,
      '',
      blobs.map(({ digest }) => digest),
    );
    this.#inventory.put(
      this.#plan,
      blobs.map((blob) => {
        const garbage = told.get(blob.digest);
        return {
          ...(garbage ?? nothingOf(blob.digest, '')),
          kind: blob.kind ?? 'unknown',
          bytes: blob.size,
          holders: blob.holders,
          reason: reasonOfBlob(blob, garbage),
        };
      }),
    );
  }

  async #manifests(pace: Pace): Promise<void> {
    const index = new ContentIndex(this.#parts.database);
    for (let page = index.folders('', foldersAtOnce); page; page = index.folders(page.last, foldersAtOnce)) {
      for (const repository of page.repositories) await this.#manifestsOf(repository, pace);
      await pace.breathe();
    }
  }

  async #manifestsOf(repository: RepositoryName, pace: Pace): Promise<void> {
    const { database, driver, paths } = this.#parts;
    for (let last = ''; ; ) {
      const page = sourceManifests(database, repository, last);
      if (page.length === 0) return;
      last = page.at(-1)?.digest ?? '';
      for (const some of batchesOf(page, writtenAtOnce)) {
        const digests = some.map(({ digest }) => digest);
        const told = this.#inventory.known(this.#plan, repository, digests);
        const items: InventoryItem[] = [];
        for (const one of some) {
          const size = one.size ?? (await driver.stat(paths.manifest(repository, one.digest)))?.size ?? 0;
          const garbage = told.get(one.digest);
          items.push({
            ...(garbage ?? nothingOf(one.digest, repository)),
            kind: isIndexMediaType(one.mediaType) ? 'index' : 'manifest',
            bytes: size,
            holders: 1,
            reason: reasonOfManifest(one, garbage),
          });
        }
        this.#inventory.put(this.#plan, items);
        await pace.breathe();
      }
    }
  }

  /** What only the trash holds, and until when; of what a plan can't free because the trash holds it, until when. */
  async #trash(pace: Pace): Promise<void> {
    const { driver, paths } = this.#parts;
    for await (const repository of trashedRepositories(this.#parts)) {
      const { untilMs, anyUntilMs } = await this.#trashedUntil(repository);
      for await (const digest of digestsIn(driver, paths.trashBlobs(repository))) {
        const stat = await driver.stat(paths.trashBlob(repository, digest));
        if (stat) this.#putTrashed(digest, '', stat.size, Math.max(untilMs.get(digest) ?? 0, anyUntilMs));
        await pace.breathe();
      }
      for await (const digest of digestsIn(driver, paths.trashManifests(repository))) {
        const stat = await driver.stat(paths.trashManifest(repository, digest));
        if (stat) this.#putTrashed(digest, repository, stat.size, untilMs.get(digest));
        await pace.breathe();
      }
    }
  }

  #putTrashed(digest: Digest, place: string, bytes: number, untilMs = 0): void {
    const known = this.#inventory.known(this.#plan, place, [digest]).get(digest);
    if (known && known.reason !== 'trash') return; // A repository needs it, or the plan said what becomes of it.
    const kind = place === '' ? ('unknown' as const) : ('manifest' as const);
    const item = known ?? { ...nothingOf(digest, place), kind, bytes, reason: 'trash' as const };
    this.#inventory.put(this.#plan, [{ ...item, due_at_ms: Math.max(item.due_at_ms, untilMs) }]);
  }

  /**
   * Until when the trash keeps what it holds of a repository, as far as that is known; what a manifest names that is too
   * large to be parsed may be any of its blobs (`anyUntilMs`). Memory: all that one repository's trash holds.
   */
  async #trashedUntil(
    repository: RepositoryName,
  ): Promise<{ untilMs: Map<Digest, number>; anyUntilMs: number }> {
    const { trashStore } = this.#parts;
    const untilMs = new Map<Digest, number>();
    let anyUntilMs = 0;
    const keeps = (digest: Digest, atMs: number) =>
      untilMs.set(digest, Math.max(untilMs.get(digest) ?? 0, atMs));
    try {
      for (const { digests, expiresAtMs } of await trashStore.entriesOf(repository)) {
        const { manifests, blobs, isCut } = await trashStore.closureOf(
          repository,
          digests,
          manifestBytesUsual,
        );
        if (isCut) anyUntilMs = Math.max(anyUntilMs, expiresAtMs);
        for (const digest of manifests.keys()) keeps(digest, expiresAtMs);
        for (const digest of blobs.keys()) keeps(digest, expiresAtMs);
      }
    } catch (error) {
      // An entry that can't be read says nothing of when; the check tells of it.
      if (!(error instanceof TrashError)) throw error;
    }
    return { untilMs, anyUntilMs };
  }

  async #quarantine(pace: Pace): Promise<void> {
    const { driver, paths } = this.#parts;
    for await (const digest of digestsIn(driver, paths.quarantine)) {
      const stat = await driver.stat(paths.quarantined(digest));
      if (stat)
        this.#inventory.put(this.#plan, [
          { ...nothingOf(digest, '#quarantine'), bytes: stat.size, reason: 'quarantined' },
        ]);
      await pace.breathe();
    }
  }
}

/** Folders that are asked for at once. */
const foldersAtOnce = 400;

interface HeldBlob extends Pick<SourceBlob, 'digest' | 'size' | 'kind'> {
  holders: number;
  isNamed: boolean;
}

/** Of a blob: what stays of it in any repository counts, then what waits; else the plan takes it, and it comes free or not. */
function reasonOfBlob({ holders, isNamed }: HeldBlob, garbage: InventoryItem | undefined): InventoryReason {
  if (!garbage || holders > garbage.going + garbage.waiting) return isNamed ? 'named' : 'left';
  if (garbage.waiting > 0) return 'grace';
  return garbage.freed > 0 ? 'goes' : 'trash';
}

function reasonOfManifest(one: SourceManifest, garbage: InventoryItem | undefined): InventoryReason {
  if (garbage) return garbage.reason;
  if (one.isTagged) return 'tagged';
  if (one.isNamed) return 'named';
  return one.refers ? 'refers' : 'untagged';
}

function itemOfGarbage({ kind, repository, name, bytes, dueAtMs, sharedWith }: Garbage): InventoryItem {
  const waits = dueAtMs !== undefined;
  const isFreed = !waits && sharedWith === undefined;
  const place = kind === 'manifest' ? (repository ?? '') : kind === 'upload' ? '#upload' : '';
  return {
    ...nothingOf(name, place),
    kind: kind === 'manifest' || kind === 'upload' ? kind : 'unknown',
    bytes,
    holders: repository === undefined ? 0 : 1,
    reason: waits ? 'grace' : isFreed ? 'goes' : 'trash',
    due_at_ms: dueAtMs ?? 0,
    going: waits ? 0 : 1,
    waiting: waits ? 1 : 0,
    freed: isFreed ? 1 : 0,
    // As the plan counts it: not the manifests, which are small and not counted by it.
    free_bytes: isFreed && kind !== 'manifest' ? bytes : 0,
  };
}

function nothingOf(digest: string, place: string): InventoryItem {
  return {
    digest,
    place,
    kind: 'unknown',
    bytes: 0,
    holders: 0,
    reason: 'left',
    due_at_ms: 0,
    going: 0,
    waiting: 0,
    freed: 0,
    free_bytes: 0,
  };
}
