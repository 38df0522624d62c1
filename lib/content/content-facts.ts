import { type Descriptor, parseDescriptor } from '@/lib/oci/descriptor';
import type { Manifest } from '@/lib/oci/manifest';
import { parseManifestDocument } from '@/lib/oci/manifest-document';
import { isManifestMediaType } from '@/lib/oci/media-types';

/** What policies look at in a manifest. Sizes in bytes, as the manifest states them. */
export interface ContentFacts {
  mediaType: string;
  kind: 'image' | 'index';
  /** As listings of referrers show it: for an image without one, the media type of its config. */
  artifactType: string | undefined;
  annotations: Readonly<Record<string, string>>;
  /** Absent in an index. */
  config: Descriptor | undefined;
  /** All layers of an image; of an index, what is no manifest in it, such as the layers of a build cache. */
  layers: readonly Descriptor[];
  manifestBytes: number;
}

/** What policies look at in a manifest that was read from these bytes. @throws Invalid when it was not */
export function contentFactsOf(manifest: Manifest, bytes: Uint8Array): ContentFacts {
  const { mediaType, kind, artifactType, annotations = {} } = manifest;
  // The manifest leaves out what storage need not hold, and where a layer may be had.
  const { fields } = parseManifestDocument(bytes);
  const place = kind === 'image' ? 'layers' : 'manifests';
  const listed = (fields[place] as unknown[]).map((entry, at) => parseDescriptor(entry, `${place}[${at}]`));
  return {
    mediaType,
    kind,
    artifactType,
    annotations,
    config: kind === 'image' ? parseDescriptor(fields.config, 'config') : undefined,
    layers: kind === 'image' ? listed : listed.filter((one) => !isManifestMediaType(one.mediaType)),
    manifestBytes: bytes.length,
  };
}
