import { type Algorithm, algorithms, type Digest, isDigest } from '@/lib/oci/digest';
import type { StorageParts } from '../storage';

/** A blob that only the pool holds. */
export interface PoolOrphan {
  digest: Digest;
  /** How many bytes it takes. */
  bytes: number;
}

/** The pool's folders, in a fixed order: a walk that was ended goes on after the last one that it finished. */
export function* poolFolders(): Generator<PoolFolder> {
  for (const algorithm of algorithms as readonly Algorithm[]) {
    for (let at = 0; at < 256; at++) yield { algorithm, two: at.toString(16).padStart(2, '0') };
  }
}

/** A folder of the pool, by what its digests have in common. */
export interface PoolFolder {
  algorithm: Algorithm;
  /** The first two digits. */
  two: string;
}

/**
 * The blobs in a folder of the pool that have no other name: a crash of a push or of a deletion left them. Remove them
 * with `blobs.pool.removeIfLast`, which is safe while pushes run.
 * @param breathe is called between small steps
 */
export async function* poolOrphans(
  { driver, paths }: Pick<StorageParts, 'driver' | 'paths'>,
  { algorithm, two }: PoolFolder,
  breathe: () => Promise<void>,
): AsyncGenerator<PoolOrphan> {
  for await (const { name, kind } of driver.names(paths.poolFolderOf(algorithm, two))) {
    const digest = `${algorithm}:${name}`;
    if (kind !== 'file' || !isDigest(digest)) continue;
    const stat = await driver.stat(paths.poolBlob(digest));
    if (stat?.links === 1) yield { digest, bytes: stat.size };
    await breathe();
  }
}
