import { toSegment, withQuery } from '../repository-path';

/** What the API tells of a manifest, without the part. @param digest of the manifest */
export function filesApiPath(repository: string, digest: string): string {
  return `/api/v1/repositories/${toSegment(repository)}/manifests/${encodeURIComponent(digest)}`;
}

/** Where a browser saves one file from. */
export function fileDownloadPath(repository: string, digest: string, layer: string, entry: number): string {
  return withQuery(`${filesApiPath(repository, digest)}/files/download`, { layer, entry: String(entry) });
}

/** Where a browser saves a layer, a config or another blob of a manifest from. */
export function blobDownloadPath(repository: string, digest: string, blob: string): string {
  return withQuery(`${filesApiPath(repository, digest)}/blobs/download`, { digest: blob });
}
