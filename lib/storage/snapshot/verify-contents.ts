import { algorithmOf, type Digest, digestOf, isDigest } from '@/lib/oci/digest';
import { type Manifest, parseManifest } from '@/lib/oci/manifest';
import { hasDigest } from '../digest-of-file';
import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import { liveRepositories } from '../repositories-on-disk';
import { manifestBytesLimit } from '../stored-manifest';
import type { ContentsLine } from './description';
import { inBatches } from './in-batches';

/** Something in a backup that is not as it must be. */
export interface Finding {
  kind: 'missing' | 'corrupt' | 'unexpected';
  /** A file, as its path in the backup's own folder. */
  place: string;
  problem: string;
}

/** What verification needs of `Pace`. */
export interface Spender {
  breathe: () => Promise<void>;
  spend: (bytes: number) => Promise<void>;
}

/** What was looked at. */
export interface Verified {
  findings: Finding[];
  manifests: number;
  blobs: number;
  /** Bytes that were compared with a digest. */
  hashedBytes: number;
}

/** Compares a folder of repositories with the list of what must be in it. Changes nothing. */
export class ContentsVerification {
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;
  readonly #pace: Spender;
  readonly #deep: boolean;
  readonly #result: Verified = { findings: [], manifests: 0, blobs: 0, hashedBytes: 0 };
  /** Whether the bytes of a file are those of a digest, by inode and digest: each is read once. */
  readonly #hashed = new Map<string, boolean>();

  /** @param deep whether every blob's bytes are compared with its digest; sizes always are */
  constructor(
    driver: FileSystemDriver,
    paths: StoragePaths,
    { deep, pace }: { deep: boolean; pace: Spender },
  ) {
    this.#driver = driver;
    this.#paths = paths;
    this.#deep = deep;
    this.#pace = pace;
  }

  async run(lines: ContentsLine[]): Promise<Verified> {
    const expected = new Set<string>(lines.map(({ repository }) => repository));
    for await (const repository of liveRepositories({ driver: this.#driver, paths: this.#paths })) {
      if (!expected.has(repository)) {
        this.#find('unexpected', this.#paths.folder(repository), 'it is not in the list of contents');
      }
    }
    for (const line of lines) await this.#verify(line);
    return this.#result;
  }

  async #verify(line: ContentsLine): Promise<void> {
    const { repository } = line;
    const manifests = new Set<string>(line.manifests);
    const tags = new Map<string, Digest>(line.tags);
    const found = new Set<string>();
    const folder = this.#paths.manifests(repository);
    for await (const { name } of this.#driver.names(folder)) found.add(name);
    for (const name of found) {
      if (manifests.has(name) || tags.has(name)) continue;
      this.#find('unexpected', `${folder}/${name}`, 'it is not in the list of contents');
    }
    for (const [tag, digest] of line.tags) {
      const file = this.#paths.tag(repository, tag);
      const target = await this.#driver.readSymlink(file);
      if (target === undefined) this.#find('missing', file, 'the tag is missing');
      else if (target !== digest) this.#find('corrupt', file, `it points to ${target} instead of ${digest}`);
      if (!manifests.has(digest)) this.#find('missing', file, `its manifest ${digest} is missing`);
    }
    for (const tag of line.protectedTags ?? []) {
      const file = this.#paths.protection(repository, tag);
      if (!(await this.#driver.stat(file))?.isFile)
        this.#find('missing', file, 'who protects the tag is lost');
    }
    const sizes = await this.#blobSizes(line);
    await inBatches(line.manifests, this.#pace, (digest) => this.#manifest(line, digest, manifests, sizes));
  }

  /** The sizes of the repository's blobs. */
  async #blobSizes({ repository, blobs: expected }: ContentsLine): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    const digests: Digest[] = [];
    for await (const { name, kind } of this.#driver.names(this.#paths.blobs(repository))) {
      if (kind === 'file' && isDigest(name)) digests.push(name);
      else this.#find('unexpected', `${this.#paths.blobs(repository)}/${name}`, 'it is no blob');
    }
    if (digests.length !== expected) {
      const problem = `${expected} blobs must be here, and there are ${digests.length}`;
      this.#find(
        digests.length < expected ? 'missing' : 'unexpected',
        this.#paths.blobs(repository),
        problem,
      );
    }
    await inBatches(digests, this.#pace, async (digest) => {
      const file = this.#paths.blob(repository, digest);
      const stat = await this.#driver.stat(file);
      if (!stat) return this.#find('missing', file, 'it was removed meanwhile');
      sizes.set(digest, stat.size);
      this.#result.blobs += 1;
      if (!this.#deep) return;
      const key = `${stat.inode} ${digest}`;
      if (!this.#hashed.has(key)) {
        const onRead = (bytes: number) => this.#pace.spend(bytes);
        this.#hashed.set(key, (await hasDigest(this.#driver, file, digest, onRead)) === true);
        this.#result.hashedBytes += stat.size;
      }
      if (this.#hashed.get(key) === false) this.#find('corrupt', file, 'its bytes do not match its digest');
    });
    return sizes;
  }

  async #manifest(
    { repository }: ContentsLine,
    digest: Digest,
    manifests: Set<string>,
    sizes: Map<string, number>,
  ): Promise<void> {
    const file = this.#paths.manifest(repository, digest);
    const read = await this.#driver.read(file, manifestBytesLimit);
    if (!read) return this.#find('missing', file, 'the manifest is missing');
    this.#result.manifests += 1;
    this.#result.hashedBytes += read.bytes.length;
    if (digestOf(read.bytes, algorithmOf(digest)) !== digest) {
      return this.#find('corrupt', file, 'its bytes do not match its digest');
    }
    let manifest: Manifest;
    try {
      manifest = parseManifest(read.bytes);
    } catch (error) {
      return this.#find('corrupt', file, (error as Error).message);
    }
    for (const one of manifest.references.filter(({ required }) => required)) {
      const isManifest = one.kind === 'manifest';
      const place = isManifest
        ? this.#paths.manifest(repository, one.digest)
        : this.#paths.blob(repository, one.digest);
      const size = sizes.get(one.digest);
      if (isManifest ? !manifests.has(one.digest) : size === undefined) {
        this.#find('missing', place, `the manifest ${digest} needs it`);
      } else if (!isManifest && size !== one.size) {
        this.#find('corrupt', place, `it has ${size} bytes, and the manifest ${digest} says ${one.size}`);
      }
    }
    if (!manifest.subject) return;
    const referrer = this.#paths.referrer(repository, manifest.subject.digest, digest);
    const target = await this.#driver.readSymlink(referrer);
    if (target !== this.#paths.referrerTarget(digest))
      this.#find('missing', referrer, 'the entry of a referrer is missing');
  }

  #find(kind: Finding['kind'], file: string, problem: string): void {
    const { root } = this.#paths;
    const place = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
    this.#result.findings.push({ kind, place, problem });
  }
}
