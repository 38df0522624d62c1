import type { Manifest } from '@/lib/oci/manifest';
import { isIndexMediaType, mediaTypes } from '@/lib/oci/media-types';
import type { ContentKind } from './content-kinds';

const byArtifactType: readonly [form: RegExp, kind: ContentKind][] = [
  [/^application\/vnd\.cncf\.helm\./, 'helm chart'],
  [/^application\/vnd\.(?:dev\.)?cosign\.(?:simplesigning|artifact\.sig)/, 'signature'],
  [/^application\/vnd\.cncf\.notary\.signature/, 'signature'],
  [/^application\/vnd\.dev\.sigstore\.bundle/, 'signature'],
  [/spdx|cyclonedx|syft/, 'sbom'],
  [/in-toto|slsa|dsse/, 'attestation'],
];

/**
 * @param mediaType of the manifest
 * @param artifactType its own, or else the media type of its config
 */
export function contentKind(mediaType: string, artifactType: string | undefined): ContentKind {
  const found = byArtifactType.find(([form]) => form.test(artifactType ?? ''))?.[1];
  if (found !== undefined) return found;
  if (isIndexMediaType(mediaType)) return artifactType === undefined ? 'index' : 'artifact';
  const isImage = artifactType === mediaTypes.ociConfig || artifactType === mediaTypes.dockerConfig;
  return isImage ? 'image' : 'artifact';
}

/** What BuildKit and cosign push as images, and are none: their layers are of these types. */
const inImages: readonly [form: RegExp, kind: ContentKind][] = [
  [/^application\/vnd\.in-toto\+json$|^application\/vnd\.dsse\.envelope/, 'attestation'],
  [/^application\/vnd\.dev\.cosign\.simplesigning/, 'signature'],
];

/** What a whole manifest is, also one that is an image by its config and holds no file system. */
export function kindOfManifest({ mediaType, artifactType, references }: Manifest): ContentKind {
  const kind = contentKind(mediaType, artifactType);
  const layers = references.filter((one) => one.kind === 'layer');
  if (kind !== 'image' || layers.length === 0) return kind;
  return inImages.find(([form]) => layers.every((layer) => form.test(layer.mediaType)))?.[1] ?? kind;
}
