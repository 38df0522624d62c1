import type { TrashEntry } from './trash-entry';
import type { TrashStore, TrashStoreParts } from './trash-store';
import type { Breathe } from './trash-usage';

type Parts = Pick<TrashStoreParts, 'driver' | 'paths'> & { store: TrashStore };

/**
 * The bytes that come free when one entry goes for good: of the files that no other entry of its repository needs, those
 * whose only other name is in the pool. What a repository holds, or another one's trash, stays.
 */
export async function purgeYield(
  { driver, paths, store }: Parts,
  entry: TrashEntry,
  breathe: Breathe,
): Promise<number> {
  // A tag's manifest stayed in its repository.
  if (entry.kind === 'tag') return 0;
  const { repository } = entry;
  const others = (await store.entriesOf(repository)).filter(({ id }) => id !== entry.id);
  const own = await store.closureOf(repository, entry.digests);
  const needed = await store.closureOf(
    repository,
    others.flatMap(({ digests }) => digests),
  );
  let bytes = 0;
  for (const digest of own.manifests.keys()) {
    if (needed.manifests.has(digest)) continue;
    const stat = await driver.stat(paths.trashManifest(repository, digest));
    if (stat?.isFile && stat.links === 1) bytes += stat.size;
    await breathe();
  }
  for (const digest of own.blobs.keys()) {
    if (needed.blobs.has(digest)) continue;
    const stat = await driver.stat(paths.trashBlob(repository, digest));
    if (!stat?.isFile) continue;
    const pool = await driver.stat(paths.poolBlob(digest));
    if (stat.links - (pool?.inode === stat.inode ? 1 : 0) === 1) bytes += stat.size;
    await breathe();
  }
  return bytes;
}
