import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';
import { readBlob } from './read-blob';

/** A config of more bytes is not looked into by the page of its image; most have a few thousand. */
const configBytesMax = 4 * 1024 * 1024;

/**
 * What a config says, as the object that it is.
 * @param bytesMax a larger one is not looked into
 * @returns undefined when the repository does not hold it now, or holds it damaged; null when it is too large, or no
 *   JSON object, which it will always be
 */
export async function readConfig(
  storage: Pick<Storage, 'blobs'>,
  repository: RepositoryName,
  digest: Digest,
  bytesMax = configBytesMax,
): Promise<Record<string, unknown> | null | undefined> {
  const bytes = await readBlob(storage, repository, digest, bytesMax);
  if (!bytes) return bytes;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // A config may be anything: artifacts have none that is JSON.
  }
}
