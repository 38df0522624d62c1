import { type Digest, isDigest } from '@/lib/oci/digest';
import type { FileSystemDriver } from './driver';

/** The files in a folder that are named after a digest, as content is in a repository and in the trash; in no order. */
export async function* digestsIn(driver: FileSystemDriver, folder: string): AsyncGenerator<Digest> {
  for await (const { name, kind } of driver.names(folder)) if (kind === 'file' && isDigest(name)) yield name;
}
