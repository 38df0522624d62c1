import { poolFolders, poolOrphans } from '@/lib/storage/collection/pool-orphans';
import type { StorageParts } from '@/lib/storage/storage';
import type { Collected } from './collected';
import { bytesOfName, type CollectionOptions } from './options';
import type { Tally } from './tally';

/** Expired uploads. */
export async function collectUploads(
  { uploads }: StorageParts,
  { dryRun, pace }: CollectionOptions,
  tally: Tally,
): Promise<void> {
  for await (const { id, bytes } of uploads.expired()) {
    tally.upload(id, bytes);
    await pace.breathe();
  }
  if (!dryRun && tally.result.uploads.count > 0) await uploads.removeExpired();
}

/**
 * Blobs that only the pool holds: crashes leave them. The pool is large and they are rare, so it is looked through once
 * a day; a walk that was ended goes on where it was.
 * @param tell is called for each folder
 */
export async function collectPool(
  parts: StorageParts,
  { dryRun, full, pace }: CollectionOptions,
  tally: Tally,
  collected: Collected,
  tell: () => void,
): Promise<void> {
  const walkedAtMs = Number(collected.note('poolWalkedAtMs') ?? 0);
  if (!full && Math.abs(Date.now() - walkedAtMs) < poolWalkIntervalMs) return;
  const doneTo = dryRun ? '' : (collected.note('poolAt') ?? '');
  for (const folder of poolFolders()) {
    const at = `${folder.algorithm}/${folder.two}`;
    if (at <= doneTo) continue;
    tell();
    for await (const { digest, bytes } of poolOrphans(parts, folder, () => pace.breathe())) {
      const freedBytes = dryRun ? bytes : await parts.blobs.pool.removeIfLast(digest);
      if (freedBytes === 0 && bytes > 0) continue; // A push has taken it meanwhile.
      tally.poolEntry(digest, bytes);
      if (!dryRun) await pace.spend(bytesOfName);
    }
    await pace.breathe();
    if (!dryRun && folder.two.endsWith('f')) collected.setNote('poolAt', at);
  }
  tally.result.poolWalked = true;
  if (dryRun) return;
  collected.setNote('poolAt', '');
  collected.setNote('poolWalkedAtMs', String(Date.now()));
}

const poolWalkIntervalMs = 86_400_000;
