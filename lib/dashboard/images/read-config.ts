import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';

/** A config of more bytes is not looked into by the page of its image; most have a few thousand. */
const configBytesMax = 4 * 1024 * 1024;

/**
 * What a config says, as the object that it is.
 * @param bytesMax a larger one is not looked into
 * @returns undefined when the repository does not hold it now, or holds it damaged; null when it is too large, or no
 *   JSON object, which it will always be
 */
export async function readConfig(
  { blobs }: Pick<Storage, 'blobs'>,
  repository: RepositoryName,
  digest: Digest,
  bytesMax = configBytesMax,
): Promise<Record<string, unknown> | null | undefined> {
  const opened = await blobs.open(repository, digest);
  if (!opened) return undefined;
  const bytes = await bytesOf(opened, bytesMax);
  if (!bytes) return bytes;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // A config may be anything: artifacts have none that is JSON.
  }
}

type OpenBlob = NonNullable<Awaited<ReturnType<Storage['blobs']['open']>>>;

async function bytesOf(opened: OpenBlob, bytesMax: number): Promise<Buffer | null | undefined> {
  if (opened.bytes) return opened.bytes.length > bytesMax ? null : opened.bytes;
  try {
    if (opened.stat.size > bytesMax) return null;
    const bytes = await opened.handle.readFile();
    return (await opened.sound) ? bytes : undefined;
  } finally {
    await opened.handle.close();
  }
}
