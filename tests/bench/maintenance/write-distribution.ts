import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ContentSize, generate } from './content';

/** Writes the same registry in the layout of distribution/distribution: `docker/registry/v2` below the root. */
export function writeDistribution(root: string, size: ContentSize): void {
  const top = path.join(root, 'docker/registry/v2');
  for (const { name, images } of generate(size)) {
    const folder = path.join(top, 'repositories', name);
    for (const { tag, digest, manifest, blobs } of images) {
      for (const blob of blobs) {
        data(top, blob.digest, blob.bytes);
        link(path.join(folder, '_layers', slashed(blob.digest)), blob.digest);
      }
      data(top, digest, manifest);
      link(path.join(folder, '_manifests/revisions', slashed(digest)), digest);
      link(path.join(folder, '_manifests/tags', tag, 'current'), digest);
      link(path.join(folder, '_manifests/tags', tag, 'index', slashed(digest)), digest);
    }
  }
}

function slashed(digest: string): string {
  return digest.replace(':', '/');
}

function link(folder: string, digest: string): void {
  write(path.join(folder, 'link'), digest);
}

function data(top: string, digest: string, bytes: Buffer): void {
  const [algorithm = '', hex = ''] = digest.split(':');
  write(path.join(top, 'blobs', algorithm, hex.slice(0, 2), hex, 'data'), bytes);
}

function write(file: string, content: string | Buffer): void {
  const folder = path.dirname(file);
  if (existsSync(folder)) return; // Shared, and written for another repository.
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, content);
}
