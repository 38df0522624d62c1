import { readBytes } from '@/lib/http/read-bytes';
import { algorithmOf, type Digest, digestOf } from '@/lib/oci/digest';
import type { Reference } from '@/lib/oci/reference';
import { RegistryError } from './registry-error';
import type { RegistryRequest } from './request';

/** A manifest that came whole and has the digest that the client meant. */
export interface ManifestBody {
  digest: Digest;
  bytes: Buffer;
}

/**
 * Reads the body of a PUT of a manifest.
 * @param reference its digest, if the client pushes by digest; else it gets a sha256 one
 * @throws RegistryError SIZE_INVALID, DIGEST_INVALID; BodyError; StorageError LOW_SPACE before a byte is read
 */
export async function readManifestBody(
  { exchange, config, storage, signal }: RegistryRequest,
  reference: Reference,
): Promise<ManifestBody> {
  const { maxManifestBytes, idleTimeoutMs } = config.storage;
  const announced = Number(exchange.request.headers['content-length'] ?? 0);
  if (announced > maxManifestBytes) {
    throw new RegistryError('SIZE_INVALID', {
      status: 413,
      message: `a manifest may have ${maxManifestBytes} bytes (storage.maxManifestSize); this has ${announced}`,
    });
  }
  await storage.room.require(announced);
  const bytes = await readBytes(exchange.admitBody(), maxManifestBytes, idleTimeoutMs, signal);
  const digest = digestOf(bytes, reference.kind === 'digest' ? algorithmOf(reference.digest) : 'sha256');
  if (reference.kind === 'digest' && digest !== reference.digest) {
    throw new RegistryError('DIGEST_INVALID', {
      message: `the manifest has the digest ${digest}, not ${reference.digest}: send exactly the bytes that were hashed`,
      detail: { expected: reference.digest, actual: digest },
    });
  }
  return { digest, bytes };
}
