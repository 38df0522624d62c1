import { poolFolders, poolOrphans } from '@/lib/storage/collection/pool-orphans';
import type { StorageParts } from '@/lib/storage/storage';
import type { Collected } from './collected';
import { bytesOfName, type CollectionOptions } from './options';
import type { Tally } from './tally';

/** Expired uploads. */
export async function collectUploads(
  { uploads }: StorageParts,
  { dryRun, mayTake, pace }: CollectionOptions,
  tally: Tally,
): Promise<void> {
  const mayGo = (name: string) => mayTake?.({ kind: 'upload', name }) ?? true;
  for await (const { id, bytes } of uploads.expired()) {
    if (mayGo(id)) tally.upload(id, bytes);
    await pace.breathe();
  }
  if (!dryRun && tally.result.uploads.count > 0) await uploads.removeExpired(mayGo);
}

/**
 * Blobs that only the pool holds: crashes leave them. The pool is large and they are rare, so it is looked through once
 * a day; a walk that was ended goes on where it was.
 * @param tell is called for each folder
 */
export async function collectPool(
  parts: StorageParts,
  { dryRun, full, mayTake, pace }: CollectionOptions,
  tally: Tally,
  collected: Collected,
  tell: () => void,
): Promise<void> {
  const walkedAtMs = Number(collected.note('poolWalkedAtMs') ?? 0);
  if (!full && Math.abs(Date.now() - walkedAtMs) < poolWalkIntervalMs) return;
  const doneTo = dryRun ? '' : (collected.note('poolAt') ?? '');
  let isAllTaken = true;
  for (const folder of poolFolders()) {
    const at = `${folder.algorithm}/${folder.two}`;
    if (at <= doneTo) continue;
    tell();
    for await (const { digest, bytes } of poolOrphans(parts, folder, () => pace.breathe())) {
      if (mayTake?.({ kind: 'pool entry', name: digest }) === false) {
        isAllTaken = false;
        continue;
      }
      const freedBytes = dryRun ? bytes : await parts.blobs.pool.removeIfLast(digest);
      if (freedBytes === 0 && bytes > 0) continue; // A push has taken it meanwhile.
      tally.poolEntry(digest, bytes);
      if (!dryRun) await pace.spend(bytesOfName);
    }
    await pace.breathe();
    if (!dryRun && isAllTaken && folder.two.endsWith('f')) collected.setNote('poolAt', at);
  }
  tally.result.poolWalked = true;
  if (dryRun) return;
  collected.setNote('poolAt', '');
  // What was spared is for the next walk, which does not wait.
  if (isAllTaken) collected.setNote('poolWalkedAtMs', String(Date.now()));
}

const poolWalkIntervalMs = 86_400_000;
