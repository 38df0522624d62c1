import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { RepositoryModel } from './model';

/** What lies on disk and what should, and what is wrong with it. */
export interface DiskReport {
  problems: string[];
  /** The sum of the sizes of all inodes below `repositories` and `pool`. */
  bytes: number;
  /** The same as the model has it. */
  expectedBytes: number;
}

/**
 * Looks at the data folder without the help of the registry: every name must stand for its own bytes, every tag for a
 * manifest, every manifest for blobs that are there, and nothing may be there that the model does not have.
 */
export async function inspectDisk(root: string, models: RepositoryModel[]): Promise<DiskReport> {
  const problems: string[] = [];
  const expected = expectedFiles(models);
  const inodes = new Map<number, number>();
  const uploaded = await inodesOfUploads(root);
  for (const folder of ['repositories', 'pool']) {
    for await (const { file, isLink } of filesBelow(path.join(root, folder))) {
      const name = path.relative(root, file);
      if (isLink) {
        const target = await readlink(file);
        if (expected.get(name) !== target)
          problems.push(`${name} points to ${target}, not to ${expected.get(name)}`);
      } else {
        const { ino, size } = await lstat(file);
        // A kill while an upload became a blob: its session has the bytes too, and can go on until it expires.
        if (folder === 'pool' && uploaded.has(ino) && !expected.has(name)) continue;
        inodes.set(ino, size);
        const digest = digestIn(name);
        const actual = `sha256:${createHash('sha256')
          .update(await readFile(file))
          .digest('hex')}`;
        if (actual !== digest) problems.push(`${name} has the digest ${actual}`);
        if (expected.get(name) !== digest) problems.push(`${name} is there and should not be`);
      }
      expected.delete(name);
    }
  }
  for (const name of expected.keys()) problems.push(`${name} is not there`);
  for (const name of await readdir(path.join(root, 'quarantine')))
    problems.push(`quarantine/${name} is there`);
  const sizes = new Map<string, number>();
  for (const model of models) {
    for (const { digest, bytes } of model.presentManifests())
      sizes.set(`${model.name} ${digest}`, bytes.length);
    for (const digest of model.neededBlobs()) sizes.set(digest, model.blobs.get(digest)?.content.length ?? 0);
  }
  const sum = (values: Iterable<number>) => [...values].reduce((total, bytes) => total + bytes, 0);
  return { problems, bytes: sum(inodes.values()), expectedBytes: sum(sizes.values()) };
}

/** The files that upload sessions have. */
async function inodesOfUploads(root: string): Promise<Set<number>> {
  const inodes = new Set<number>();
  for await (const { file } of filesBelow(path.join(root, 'temp', 'uploads'))) {
    inodes.add((await lstat(file)).ino);
  }
  return inodes;
}

/** Every file that must be there, and its digest, or what it points to. */
function expectedFiles(models: RepositoryModel[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const model of models) {
    const folder = `repositories/${model.name}`;
    for (const { digest, subject } of model.presentManifests()) {
      files.set(`${folder}/manifests/${digest}`, digest);
      if (subject !== undefined)
        files.set(`${folder}/referrers/${subject}/${digest}`, `../../manifests/${digest}`);
    }
    for (const digest of model.neededBlobs()) {
      const hex = digest.slice('sha256:'.length);
      files.set(`${folder}/blobs/${digest}`, digest);
      files.set(`pool/sha256/${hex.slice(0, 2)}/${hex}`, digest);
    }
    for (const [tag, digest] of model.tags) files.set(`${folder}/manifests/${tag}`, digest);
  }
  return files;
}

function digestIn(name: string): string {
  const last = path.basename(name);
  return last.startsWith('sha256:') ? last : `sha256:${last}`;
}

async function* filesBelow(folder: string): AsyncGenerator<{ file: string; isLink: boolean }> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(file);
    else yield { file, isLink: entry.isSymbolicLink() };
  }
}
