import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';

/** A config of more bytes is not looked into; those of images have a few thousand. */
const configBytesMax = 4 * 1024 * 1024;

/**
 * What a config says, as the object that it is.
 * @returns undefined when the repository does not hold it, or it is too large, or no JSON object
 */
export async function readConfig(
  { blobs }: Pick<Storage, 'blobs'>,
  repository: RepositoryName,
  digest: Digest,
): Promise<Record<string, unknown> | undefined> {
  const opened = await blobs.open(repository, digest);
  if (!opened) return undefined;
  const bytes = await bytesOf(opened);
  if (!bytes) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // A config may be anything: artifacts have none that is JSON.
  }
}

type OpenBlob = NonNullable<Awaited<ReturnType<Storage['blobs']['open']>>>;

async function bytesOf(opened: OpenBlob): Promise<Buffer | undefined> {
  if (opened.bytes) return opened.bytes;
  try {
    if (opened.stat.size > configBytesMax) return undefined;
    const bytes = await opened.handle.readFile();
    return (await opened.sound) ? bytes : undefined;
  } finally {
    await opened.handle.close();
  }
}
