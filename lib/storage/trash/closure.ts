import type { Digest } from '@/lib/oci/digest';
import type { Manifest } from '@/lib/oci/manifest';
import { manifestBytesLimit, type StoredManifest } from '../stored-manifest';

/** All that some manifests need to be whole. */
export interface Closure {
  /** Those that were found, each after all that it names: in this order they may become visible. */
  manifests: Map<Digest, Manifest | undefined>;
  /** Content that they name: its kind, its size in bytes, and whether they are whole only with it. */
  blobs: Map<Digest, { kind: 'config' | 'layer'; size: number; required: boolean }>;
  /** Manifests that are named and were not found. */
  absent: Set<Digest>;
  /** Whether one of them was too large to be read: what it names is not in here. */
  isCut: boolean;
}

/**
 * Follows manifests to their children and blobs; an index may name indexes. Subjects are not followed: a manifest
 * does not need what it refers to.
 * @param read gives a manifest, `undefined` when it is not there or need not be followed
 * @param bytesMax a larger manifest is not parsed
 */
export async function closureOf(
  roots: Iterable<Digest>,
  read: (digest: Digest) => Promise<StoredManifest | undefined>,
  bytesMax = manifestBytesLimit,
): Promise<Closure> {
  const closure: Closure = { manifests: new Map(), blobs: new Map(), absent: new Set(), isCut: false };
  const seen = new Set<Digest>();
  // A stack of our own: how deep indexes nest is for whoever pushes them to say.
  const stack: { digest: Digest; manifest?: Manifest; isFollowed?: boolean }[] = [...roots].map((digest) => ({
    digest,
  }));
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (at.isFollowed) {
      closure.manifests.set(at.digest, at.manifest);
      continue;
    }
    if (seen.has(at.digest)) continue;
    seen.add(at.digest);
    const stored = await read(at.digest);
    if (!stored) {
      closure.absent.add(at.digest);
      continue;
    }
    const isTooLarge = stored.bytes.length > bytesMax;
    closure.isCut ||= isTooLarge;
    const manifest = isTooLarge ? undefined : stored.readable;
    stack.push({ digest: at.digest, manifest, isFollowed: true });
    for (const { kind, digest, size, required } of manifest?.references ?? []) {
      if (kind === 'manifest') stack.push({ digest });
      else
        closure.blobs.set(digest, {
          kind,
          size,
          required: required || closure.blobs.get(digest)?.required === true,
        });
    }
    if (seen.size % 16 === 0) await new Promise(setImmediate); // Parsing is what takes the time.
  }
  return closure;
}
