import { type Digest, isDigest } from '@/lib/oci/digest';
import { parseManifest } from '@/lib/oci/manifest';
import { isIndexMediaType } from '@/lib/oci/media-types';
import { fallbackTag, type ReferrerDescriptor, referrerDescriptor } from '@/lib/oci/referrer';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver, FolderEntry } from './driver';
import { smallestAfter } from './listing/smallest-after';
import type { Manifests } from './manifests';
import type { StoragePaths } from './paths';

/** How much one page of referrers may take: clients read at most 4 MiB of an index. */
const pageBytesMax = 3 * 1024 * 1024;
/** How many manifests are looked at for one page, however few of them match. */
const lookedAtMax = 1000;

/**
 * Lists the manifests whose subject is a digest, in ASCII order of their digests: those of the folder
 * `referrers/{subject}`, and those that a client listed itself under the subject's fallback tag
 * (distribution-spec, "Referrers Tag Schema").
 */
export class Referrers {
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;
  readonly #manifests: Manifests;

  constructor(driver: FileSystemDriver, paths: StoragePaths, manifests: Manifests) {
    this.#driver = driver;
    this.#paths = paths;
    this.#manifests = manifests;
  }

  /**
   * A page of referrers after the digest `last`.
   * @returns the descriptors, and where the next page goes on, if there is one
   */
  async page(
    repository: RepositoryName,
    subject: Digest,
    { last = '', artifactType }: { last?: string; artifactType?: string },
  ): Promise<{ descriptors: ReferrerDescriptor[]; next: Digest | undefined }> {
    const digests = await this.#digestsAfter(repository, subject, last);
    const descriptors: ReferrerDescriptor[] = [];
    let bytes = 0;
    for (const [at, digest] of digests.entries()) {
      if (at === lookedAtMax) return { descriptors, next: digests[at - 1] };
      const stored = await this.#manifests.read(repository, digest);
      if (!stored) continue; // A crash left the entry of a manifest that was never there, or it was deleted.
      const descriptor = referrerDescriptor(stored.manifest, digest, stored.bytes.length);
      if (artifactType !== undefined && descriptor.artifactType !== artifactType) continue;
      bytes += Buffer.byteLength(JSON.stringify(descriptor));
      if (bytes > pageBytesMax && descriptors.length > 0) return { descriptors, next: digests[at - 1] };
      descriptors.push(descriptor);
    }
    return { descriptors, next: undefined };
  }

  async #digestsAfter(repository: RepositoryName, subject: Digest, last: string): Promise<Digest[]> {
    const entries = this.#driver.names(this.#paths.referrers(repository, subject));
    const linked = await smallestAfter(digestsAmong(entries), last, lookedAtMax + 1);
    const listed = (await this.#fallback(repository, subject)).filter((digest) => digest > last);
    const all = [...new Set([...linked, ...listed])];
    return all.sort().slice(0, lookedAtMax + 1);
  }

  /** The digests that the index under the fallback tag lists. */
  async #fallback(repository: RepositoryName, subject: Digest): Promise<Digest[]> {
    const digest = await this.#manifests.resolve(repository, fallbackTag(subject));
    const stored = digest && (await this.#manifests.read(repository, digest));
    if (!stored || !isIndexMediaType(stored.mediaType)) return [];
    return parseManifest(stored.bytes).references.map((reference) => reference.digest);
  }
}

async function* digestsAmong(
  entries: AsyncIterable<FolderEntry>,
): AsyncGenerator<FolderEntry & { name: Digest }> {
  for await (const { name, kind } of entries) if (isDigest(name)) yield { name, kind };
}
