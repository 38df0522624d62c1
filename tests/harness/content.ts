import { createHash } from 'node:crypto';

/** The media types that the tests push. */
export const mediaTypes = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  empty: 'application/vnd.oci.empty.v1+json',
} as const;

/** The digest of some content, e.g. `sha256:44136f…`. */
export function digestOf(content: string | Uint8Array, algorithm: 'sha256' | 'sha512' = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`;
}

/** A descriptor, as the image specification has it. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
  [more: string]: unknown;
}

/** The descriptor of some content. */
export function describeContent(content: string | Uint8Array, mediaType: string): Descriptor {
  return { mediaType, digest: digestOf(content), size: Buffer.byteLength(content) };
}

/** The bytes of an image manifest over this config and these layers, with further fields. */
export function imageManifest(
  config: string | Uint8Array,
  layers: (string | Uint8Array)[],
  more: Record<string, unknown> = {},
): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: describeContent(config, mediaTypes.config),
      layers: layers.map((layer) => describeContent(layer, mediaTypes.layer)),
      ...more,
    }),
  );
}

/** The bytes of an image index over these manifests. */
export function imageIndex(manifests: Uint8Array[], more: Record<string, unknown> = {}): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.index,
      manifests: manifests.map((manifest) => describeContent(manifest, mediaTypes.manifest)),
      ...more,
    }),
  );
}
