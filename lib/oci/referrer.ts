import { algorithmOf, type Digest, hexOf } from './digest';
import type { Manifest } from './manifest';
import { parseTag, type Tag } from './reference';

/** One entry in the listing of a subject's referrers. `size` is in bytes. */
export interface ReferrerDescriptor {
  mediaType: string;
  digest: Digest;
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
}

/**
 * The descriptor that lists a manifest among the referrers of its subject, with all of its annotations
 * (distribution-spec, "Listing Referrers"). `size` is the number of the manifest's bytes.
 */
export function referrerDescriptor(manifest: Manifest, digest: Digest, size: number): ReferrerDescriptor {
  return {
    mediaType: manifest.mediaType,
    digest,
    size,
    ...(manifest.artifactType !== undefined && { artifactType: manifest.artifactType }),
    ...(manifest.annotations !== undefined && { annotations: manifest.annotations }),
  };
}

/**
 * The tag under which a client lists the referrers of a subject itself when it believes that the registry cannot
 * (distribution-spec, "Referrers Tag Schema"): algorithm, `-`, hash, cut to 32 and 64 characters.
 */
export function fallbackTag(subject: Digest): Tag {
  return parseTag(`${algorithmOf(subject).slice(0, 32)}-${hexOf(subject).slice(0, 64)}`);
}
