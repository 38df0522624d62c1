import { algorithms, type Digest, isDigest } from '@/lib/oci/digest';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { FolderPrefix } from '@/lib/storage/paths';
import type { StorageParts } from '@/lib/storage/storage';

/** A file to be read, and how an intact copy gets into its place. */
export interface ScrubbedFile {
  file: string;
  digest: Digest;
  kind: 'blob' | 'manifest' | 'trash blob' | 'trash manifest';
  /** Absent for the pool's. */
  repository?: RepositoryName;
}

/** A part of the data folder that is read in one go: a folder of the pool, or a repository. */
export interface ScrubSection {
  /** Sections come in the order of their names. */
  name: string;
  files: AsyncIterable<ScrubbedFile>;
}

/**
 * Every section from the one of this name on. The pool comes first, so that what repositories share with it was read
 * when they are looked at.
 */
export async function* scrubSections(parts: StorageParts, from: string): AsyncGenerator<ScrubSection> {
  for (const algorithm of algorithms) {
    for (let at = 0; at < 256; at++) {
      const prefix = at.toString(16).padStart(2, '0');
      const name = `1 pool ${algorithm} ${prefix}`;
      if (name < from) continue;
      yield { name, files: poolFiles(parts, algorithm, prefix) };
    }
  }
  for (const [order, root] of [
    ['2 repositories', (prefix: FolderPrefix) => parts.paths.folder(prefix)],
    ['3 trash', (prefix: FolderPrefix) => parts.paths.trashFolder(prefix)],
  ] as const) {
    for await (const repository of sortedRepositories(parts, root)) {
      const name = `${order} ${repository.replaceAll('/', '\u0001')}`;
      if (name < from) continue;
      const files = order === '3 trash' ? trashFiles(parts, repository) : repositoryFiles(parts, repository);
      yield { name, files };
    }
  }
}

async function* poolFiles(
  { driver, paths }: StorageParts,
  algorithm: (typeof algorithms)[number],
  prefix: string,
): AsyncGenerator<ScrubbedFile> {
  const folder = paths.found(paths.poolOf(algorithm), prefix);
  for await (const { name } of driver.names(folder)) {
    const digest = `${algorithm}:${name}`;
    if (isDigest(digest)) yield { file: paths.found(folder, name), digest, kind: 'blob' };
  }
}

async function* repositoryFiles(
  { driver, paths }: StorageParts,
  repository: RepositoryName,
): AsyncGenerator<ScrubbedFile> {
  for await (const { name } of driver.names(paths.manifests(repository))) {
    if (!isDigest(name)) continue;
    yield { file: paths.manifest(repository, name), digest: name, kind: 'manifest', repository };
  }
  for await (const { name } of driver.names(paths.blobs(repository))) {
    if (!isDigest(name)) continue;
    yield { file: paths.blob(repository, name), digest: name, kind: 'blob', repository };
  }
}

async function* trashFiles(
  { driver, paths }: StorageParts,
  repository: RepositoryName,
): AsyncGenerator<ScrubbedFile> {
  for await (const { name } of driver.names(paths.trashManifests(repository))) {
    if (!isDigest(name)) continue;
    yield { file: paths.trashManifest(repository, name), digest: name, kind: 'trash manifest', repository };
  }
  for await (const { name } of driver.names(paths.trashBlobs(repository))) {
    if (!isDigest(name)) continue;
    yield { file: paths.trashBlob(repository, name), digest: name, kind: 'trash blob', repository };
  }
}

/** Repositories in the order of their parts, so that a scrub can go on after a name. Memory: one folder's names a level. */
async function* sortedRepositories(
  parts: StorageParts,
  root: (prefix: FolderPrefix) => string,
  prefix: FolderPrefix = '',
): AsyncGenerator<RepositoryName> {
  const names: string[] = [];
  let isRepository = false;
  for await (const { name, kind } of parts.driver.names(root(prefix))) {
    if (kind !== 'folder') continue;
    const child = prefix === '' ? name : `${prefix}/${name}`;
    if (isRepositoryName(prefix) && (name === 'manifests' || name === 'blobs')) isRepository = true;
    else if (isRepositoryName(prefix === '' ? `${name}/x` : child)) names.push(name);
  }
  if (isRepository && isRepositoryName(prefix)) yield prefix;
  for (const name of names.sort()) {
    const child = prefix === '' ? name : `${prefix}/${name}`;
    yield* sortedRepositories(parts, root, child as FolderPrefix);
  }
}
