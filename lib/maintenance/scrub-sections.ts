import { type Digest, isDigest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type PoolFolder, poolFolders } from '@/lib/storage/collection/pool-orphans';
import { digestsIn } from '@/lib/storage/digests-in';
import { liveRepositories, trashedRepositories } from '@/lib/storage/repositories-on-disk';
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
  for (const folder of poolFolders()) {
    const name = `1 pool ${folder.algorithm} ${folder.two}`;
    if (name >= from) yield { name, files: poolFiles(parts, folder) };
  }
  for (const [order, repositories, filesOf] of [
    ['2 repositories', liveRepositories, repositoryFiles],
    ['3 trash', trashedRepositories, trashFiles],
  ] as const) {
    for await (const repository of repositories(parts)) {
      // A slash comes before all that a component may have, so that the names sort as the repositories come.
      const name = `${order} ${repository.replaceAll('/', '\u0001')}`;
      if (name >= from) yield { name, files: filesOf(parts, repository) };
    }
  }
}

async function* poolFiles(
  { driver, paths }: StorageParts,
  { algorithm, two }: PoolFolder,
): AsyncGenerator<ScrubbedFile> {
  const folder = paths.poolFolderOf(algorithm, two);
  for await (const { name } of driver.names(folder)) {
    const digest = `${algorithm}:${name}`;
    if (isDigest(digest)) yield { file: paths.found(folder, name), digest, kind: 'blob' };
  }
}

async function* repositoryFiles(
  { driver, paths }: StorageParts,
  repository: RepositoryName,
): AsyncGenerator<ScrubbedFile> {
  for await (const digest of digestsIn(driver, paths.manifests(repository))) {
    yield { file: paths.manifest(repository, digest), digest, kind: 'manifest', repository };
  }
  for await (const digest of digestsIn(driver, paths.blobs(repository))) {
    yield { file: paths.blob(repository, digest), digest, kind: 'blob', repository };
  }
}

async function* trashFiles(
  { driver, paths }: StorageParts,
  repository: RepositoryName,
): AsyncGenerator<ScrubbedFile> {
  for await (const digest of digestsIn(driver, paths.trashManifests(repository))) {
    yield { file: paths.trashManifest(repository, digest), digest, kind: 'trash manifest', repository };
  }
  for await (const digest of digestsIn(driver, paths.trashBlobs(repository))) {
    yield { file: paths.trashBlob(repository, digest), digest, kind: 'trash blob', repository };
  }
}
