import { type Digest, isDigest } from '@/lib/oci/digest';
import type { ContentFacts } from '../content-facts';
import { jwsMediaType, notationArtifactType } from './notation';
import { bundleMediaTypePrefix } from './sigstore-bundle';
import { cosignSignatureAnnotation, simpleSigningMediaType } from './simple-signing';

/** Something that may be a signature, not looked at closely yet. */
export interface Candidate {
  kind: 'simple signing' | 'bundle' | 'notation';
  /** The blob that is the payload or the envelope. */
  layer: { digest: Digest; size: number };
  /** Of simple signing, in base64; in the others it is in the envelope. */
  signature?: string;
}

/** What of a manifest may be signatures. */
export function candidatesOf({ kind, layers, artifactType }: ContentFacts): Candidate[] {
  if (kind !== 'image') return [];
  return layers.flatMap(({ mediaType, digest, size, annotations }): Candidate[] => {
    if (!isDigest(digest)) return [];
    const layer = { digest, size };
    if (mediaType === simpleSigningMediaType)
      return [{ kind: 'simple signing', layer, signature: annotations?.[cosignSignatureAnnotation] }];
    if (mediaType.startsWith(bundleMediaTypePrefix)) return [{ kind: 'bundle', layer }];
    if (artifactType === notationArtifactType && mediaType === jwsMediaType)
      return [{ kind: 'notation', layer }];
    return [];
  });
}
