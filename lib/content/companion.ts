import type { ContentFacts } from './content-facts';
import { jwsMediaType, notationArtifactType } from './signature/notation';
import { bundleMediaTypePrefix } from './signature/sigstore-bundle';
import { simpleSigningMediaType } from './signature/simple-signing';

/** Layers of signatures and attestations: of cosign, of in-toto (also BuildKit's), of sigstore's bundles. */
const companionLayers: ReadonlySet<string> = new Set([
  simpleSigningMediaType,
  'application/vnd.in-toto+json',
  'application/vnd.dsse.envelope.v1+json',
]);
/** Layers of signatures of notation, in manifests of its own type. */
const notationLayers: ReadonlySet<string> = new Set([jwsMediaType, 'application/cose']);

/**
 * Whether a manifest is a signature or an attestation, and nothing else: every layer is of a type that no client runs
 * or installs. A `subject` says nothing here, for any image may have one.
 */
export function isCompanion({ kind, layers, artifactType }: ContentFacts): boolean {
  if (kind !== 'image' || layers.length === 0) return false;
  return layers.every(
    ({ mediaType }) =>
      companionLayers.has(mediaType) ||
      mediaType.startsWith(bundleMediaTypePrefix) ||
      (artifactType === notationArtifactType && notationLayers.has(mediaType)),
  );
}
