import type { Digest } from '@/lib/oci/digest';
import type { FileSystemDriver } from '../driver';
import { isUploadId, type StoragePaths } from '../paths';

/** What measuring needs of storage. */
interface Parts {
  driver: FileSystemDriver;
  paths: StoragePaths;
}

/** The bytes that each upload session has, one after the other. */
export async function* uploadBytes({ driver, paths }: Parts): AsyncGenerator<number> {
  for await (const { name } of driver.names(paths.uploads)) {
    if (!isUploadId(name)) continue;
    const data = await driver.stat(paths.uploadData(name));
    // With a third link it has become a blob of a repository already, and a crash left this name.
    yield data && data.links <= 2 ? data.size : 0;
  }
}

/** The bytes of each file that is being written now, one after the other: whole blobs, manifests, copies. */
export async function* temporaryFileBytes({ driver, paths }: Parts): AsyncGenerator<number> {
  for await (const { name, kind } of driver.names(paths.files)) {
    const stat = kind === 'file' ? await driver.stat(paths.temporaryNamed(name)) : undefined;
    if (stat?.isFile && stat.links === 1) yield stat.size;
  }
}

/** The bytes of each corrupt file in quarantine, one after the other; 0 for one that a repository still has a link to. */
export async function* quarantinedBytes({ driver, paths }: Parts): AsyncGenerator<number> {
  for await (const { name } of driver.names(paths.quarantine)) {
    const stat = await driver.stat(paths.quarantined(name as Digest));
    if (!stat?.isFile) continue;
    // A crash can leave its name in the pool: then the pool holds it too, and still no repository does.
    const pool = stat.links === 2 ? await driver.stat(paths.poolBlob(name as Digest)) : undefined;
    yield stat.links === 1 || pool?.inode === stat.inode ? stat.size : 0;
  }
}
