import { algorithms, isDigest } from '@/lib/oci/digest';
import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';

/**
 * The bytes of each file of the pool, one after the other; `undefined` for one that anything else has a link to. What only the
 * pool has, no repository can show: a crash in the midst of a push or of a collection left it.
 */
export async function* poolGarbageBytes(parts: {
  driver: FileSystemDriver;
  paths: StoragePaths;
}): AsyncGenerator<number | undefined> {
  const { driver, paths } = parts;
  for (const algorithm of algorithms) {
    for (let at = 0; at < 256; at++) {
      const folder = paths.poolFolderNamed(algorithm, at.toString(16).padStart(2, '0'));
      for await (const { name } of driver.names(folder)) {
        const digest = `${algorithm}:${name}`;
        const stat = isDigest(digest) ? await driver.stat(paths.poolBlob(digest)) : undefined;
        if (stat?.isFile) yield stat.links === 1 ? stat.size : undefined;
      }
    }
  }
}
