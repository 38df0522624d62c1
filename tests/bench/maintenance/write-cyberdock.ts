import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ContentSize, type GeneratedBlob, generate } from './content';

/** Writes a registry in CyberDock's layout, as pushes would leave it, without a database. */
export function writeCyberDock(root: string, size: ContentSize): void {
  for (let at = 0; at < 256; at++) {
    mkdirSync(path.join(root, 'pool/sha256', at.toString(16).padStart(2, '0')), {
      recursive: true,
      mode: 0o750,
    });
  }
  for (const { name, images } of generate(size)) {
    const folder = path.join(root, 'repositories', name);
    for (const part of ['manifests', 'blobs', 'referrers']) {
      mkdirSync(path.join(folder, part), { recursive: true, mode: 0o750 });
    }
    for (const { tag, digest, manifest, blobs } of images) {
      for (const blob of blobs) linkSync(poolFile(root, blob), path.join(folder, 'blobs', blob.digest));
      writeFileSync(path.join(folder, 'manifests', digest), manifest, { mode: 0o640 });
      symlinkSync(digest, path.join(folder, 'manifests', tag));
    }
  }
}

/** The blob's file in the pool, which another repository may have made. */
function poolFile(root: string, { digest, bytes }: GeneratedBlob): string {
  const hex = digest.slice('sha256:'.length);
  const file = path.join(root, 'pool/sha256', hex.slice(0, 2), hex);
  try {
    writeFileSync(file, bytes, { flag: 'wx', mode: 0o640 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return file;
}
