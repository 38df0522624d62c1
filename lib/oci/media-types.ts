/** The media types that have a meaning here; all others are carried without being understood. */
export const mediaTypes = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerSchema1: 'application/vnd.docker.distribution.manifest.v1+json',
  dockerSchema1Signed: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  empty: 'application/vnd.oci.empty.v1+json',
  buildkitCacheConfig: 'application/vnd.buildkit.cacheconfig.v0',
} as const;

/** The media types of an image manifest. */
const imageMediaTypes: ReadonlySet<string> = new Set([mediaTypes.ociManifest, mediaTypes.dockerManifest]);

/** The media types of an index, which Docker calls a manifest list. */
const indexMediaTypes: ReadonlySet<string> = new Set([mediaTypes.ociIndex, mediaTypes.dockerManifestList]);

/** The four media types a manifest can be pushed as. */
export const manifestMediaTypes: readonly string[] = [...imageMediaTypes, ...indexMediaTypes];

/** Layers whose content a client may be forbidden to upload (image-spec, layer.md, "Non-Distributable Layers"). */
export const nondistributableMediaTypes: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.layer.nondistributable.v1.tar',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd',
  'application/vnd.docker.image.rootfs.foreign.diff.tar',
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
]);

/** Whether it is one of the four types of manifests. */
export function isManifestMediaType(mediaType: string): boolean {
  return imageMediaTypes.has(mediaType) || indexMediaTypes.has(mediaType);
}

/** Whether it is an OCI index or a Docker manifest list. */
export function isIndexMediaType(mediaType: string): boolean {
  return indexMediaTypes.has(mediaType);
}

/** Whether it is Docker's schema 1, which no current client can use. */
export function isSchema1MediaType(mediaType: string): boolean {
  return mediaType === mediaTypes.dockerSchema1 || mediaType === mediaTypes.dockerSchema1Signed;
}

/** Whether a layer of this type may be missing. It is the type that decides, not the presence of `urls`. */
export function isNondistributable(mediaType: string): boolean {
  return nondistributableMediaTypes.has(mediaType);
}

/**
 * The media type of a `Content-Type` header, lowercased and without parameters (RFC 9110, section 8.3.1). Empty
 * when the header is absent or empty.
 */
export function parseContentType(header: string | undefined): string {
  return (header ?? '').split(';', 1).join('').trim().toLowerCase();
}
