import type { Digest } from '@/lib/oci/digest';
import { type Manifest, parseManifest } from '@/lib/oci/manifest';

/** More than any manifest has, in bytes: what is read into memory at most. */
export const manifestBytesLimit = 64 * 1024 * 1024;

/** A larger manifest is not parsed but for who asks for it, unless it could have been pushed. In bytes. */
export const manifestBytesUsual = 4 * 1024 * 1024;

/** How large a manifest may be that is parsed where nobody asked for it: as large as one can be pushed. In bytes. */
export function parsedBytesMax({ maxManifestBytes }: { maxManifestBytes: number }): number {
  return Math.max(maxManifestBytes, manifestBytesUsual);
}

/** Media types of manifests in the cache: parsing costs more than all else in a pull. */
const mediaTypes = new WeakMap<Buffer, string>();

/** A manifest as it was pushed. */
export class StoredManifest {
  readonly digest: Digest;
  readonly bytes: Buffer;

  constructor(digest: Digest, bytes: Buffer) {
    this.digest = digest;
    this.bytes = bytes;
  }

  /** What the manifest says; parsed at each call. */
  get manifest(): Manifest {
    return parseManifest(this.bytes);
  }

  /** What it says; `undefined` for one that was put there by hand and says nothing that we understand. */
  get readable(): Manifest | undefined {
    try {
      return this.manifest;
    } catch {
      return undefined;
    }
  }

  /** The media type that it was pushed with. */
  get mediaType(): string {
    let mediaType = mediaTypes.get(this.bytes);
    if (mediaType === undefined) {
      mediaType = this.manifest.mediaType;
      mediaTypes.set(this.bytes, mediaType);
    }
    return mediaType;
  }
}
