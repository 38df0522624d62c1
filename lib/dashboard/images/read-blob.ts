import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';

/**
 * The bytes of a blob.
 * @param bytesMax a larger one is not read
 * @returns undefined when the repository does not hold it now, or holds it damaged; null when it is too large
 */
export async function readBlob(
  { blobs }: Pick<Storage, 'blobs'>,
  repository: RepositoryName,
  digest: Digest,
  bytesMax: number,
): Promise<Buffer | null | undefined> {
  const opened = await blobs.open(repository, digest);
  if (!opened) return undefined;
  if (opened.bytes) return opened.bytes.length > bytesMax ? null : opened.bytes;
  try {
    if (opened.stat.size > bytesMax) return null;
    const bytes = await opened.handle.readFile();
    return (await opened.sound) ? bytes : undefined;
  } finally {
    await opened.handle.close();
  }
}
