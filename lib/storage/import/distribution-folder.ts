import path from 'node:path';
import { algorithmOf, algorithms, type Digest, hexOf, isDigest } from '@/lib/oci/digest';
import type { FileSystemDriver } from '../driver';
import { RefusedFolder } from '../snapshot/backup-folder';

/**
 * The data folder of a distribution registry (`registry:2`, Debian's `docker-registry`), running or not:
 *
 *     docker/registry/v2/
 *     ├── blobs/{algorithm}/{first two of hex}/{hex}/data
 *     └── repositories/{name}/_manifests/
 *         ├── revisions/{algorithm}/{hex}/link       a manifest that the repository holds
 *         └── tags/{tag}/current/link                the manifest that the tag points to
 *
 * It is only read. Distribution never writes into a blob's file: it moves uploads there by rename(2), and only when the
 * name is free (`moveBlob` and `Put` of its storage package ask first). So a hard link to such a file keeps its bytes.
 */
export class DistributionFolder {
  readonly #driver: FileSystemDriver;
  readonly #root: string;

  private constructor(driver: FileSystemDriver, root: string) {
    this.#driver = driver;
    this.#root = root;
  }

  /**
   * @param folder the `rootdirectory` of the registry, or the folder `v2` in it
   * @throws RefusedFolder
   */
  static async open(driver: FileSystemDriver, folder: string): Promise<DistributionFolder> {
    for (const root of [path.join(folder, 'docker', 'registry', 'v2'), folder]) {
      const parts = await Promise.all(
        ['repositories', 'blobs'].map((name) => driver.stat(path.join(root, name))),
      );
      if (parts.every((part) => part?.isFolder)) return new DistributionFolder(driver, path.resolve(root));
    }
    throw new RefusedFolder(
      `${folder} is not the data folder of a distribution registry: it has no docker/registry/v2 with repositories and blobs`,
    );
  }

  /** Where the content of a digest lies, if it does. */
  readonly fileOf = (digest: Digest): string => {
    const hex = hexOf(digest);
    return path.join(this.#root, 'blobs', algorithmOf(digest), hex.slice(0, 2), hex, 'data');
  };

  /** The names of the repositories, as they stand there. */
  async *repositories(name = ''): AsyncGenerator<string> {
    const children: string[] = [];
    let isRepository = false;
    for await (const entry of this.#driver.names(path.join(this.#root, 'repositories', name))) {
      if (entry.name === '_manifests') isRepository = true;
      else if (entry.kind === 'folder' && !entry.name.startsWith('_')) children.push(entry.name);
    }
    if (isRepository) yield name;
    for (const child of children.sort()) yield* this.repositories(name === '' ? child : `${name}/${child}`);
  }

  /** The manifests that a repository holds, with a tag or without. */
  async revisions(name: string): Promise<Digest[]> {
    const found: Digest[] = [];
    for (const algorithm of algorithms) {
      const folder = this.#manifests(name, 'revisions', algorithm);
      for await (const { name: hex } of this.#driver.names(folder)) {
        const digest = `${algorithm}:${hex}`;
        if (isDigest(digest) && (await this.#link(path.join(folder, hex))) === digest) found.push(digest);
      }
    }
    return found.sort();
  }

  /** The tags of a repository; one without a digest is broken, or is being pushed. */
  async tags(name: string): Promise<{ tag: string; digest: Digest | undefined }[]> {
    const found: { tag: string; digest: Digest | undefined }[] = [];
    const folder = this.#manifests(name, 'tags');
    for await (const { name: tag, kind } of this.#driver.names(folder)) {
      if (kind === 'folder') found.push({ tag, digest: await this.#link(path.join(folder, tag, 'current')) });
    }
    return found.sort((a, b) => (a.tag < b.tag ? -1 : 1));
  }

  #manifests(name: string, ...below: string[]): string {
    return path.join(this.#root, 'repositories', name, '_manifests', ...below);
  }

  async #link(folder: string): Promise<Digest | undefined> {
    const read = await this.#driver.read(path.join(folder, 'link'), 4096);
    const text = read?.bytes.toString('utf8').trim() ?? '';
    return isDigest(text) ? text : undefined;
  }
}
