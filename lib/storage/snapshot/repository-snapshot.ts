import { type Digest, isDigest } from '@/lib/oci/digest';
import { parseManifest } from '@/lib/oci/manifest';
import { isTag, type Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { digestsIn } from '../digests-in';
import type { StorageParts } from '../storage';
import { protectionBytesMax } from '../tag-protections';
import type { SnapshotPaths } from './backup-paths';
import type { ContentsLine, LeftOut } from './description';
import { type Breather, inBatches } from './in-batches';
import type { Placed, Placer } from './placers';
import { symlinkAtOnce } from './quick-files';

/** What a snapshot of a repository is made with. */
export interface RepositorySnapshotParts
  extends Pick<StorageParts, 'driver' | 'paths' | 'locks' | 'listing' | 'manifests' | 'blobs'> {
  placer: Placer;
  target: SnapshotPaths;
  pace: Breather;
}

/** What a snapshot of a repository has. */
export interface RepositoryContents extends ContentsLine {
  leftOut: LeftOut[];
  /** The longest time that the repository's lock was held, in milliseconds. */
  heldMsMax: number;
}

interface Needs {
  subject: Digest | undefined;
  required: { kind: 'blob' | 'manifest'; digest: Digest; size: number }[];
}

/** How often what changes all the time is looked at again. */
const roundsMax = 20;

/**
 * Takes one repository into a backup while it is pushed to, deleted from and collected.
 *
 * No lock is held for that. Tags are read first, then manifests are placed, then blobs: what a manifest names was there
 * before it, and goes only after it. So what was pushed before and left alone is in, and whatever in the backup
 * does not have all that it needs was deleted meanwhile, or is broken in the registry too. Which of the two, is looked
 * at again, under the repository's lock, in holds of one manifest each.
 */
export class RepositorySnapshot {
  readonly #parts: RepositorySnapshotParts;
  readonly #repository: RepositoryName;
  readonly #tags = new Map<Tag, { digest: Digest; atMs: number }>();
  readonly #manifests = new Map<Digest, Needs>();
  readonly #blobs = new Map<Digest, number>();
  /** Why a manifest could not be placed. */
  readonly #faults = new Map<Digest, string>();
  readonly #leftOut = new Map<Digest, string>();
  readonly #lostTags = new Map<Tag, Digest>();
  #heldMsMax = 0;

  constructor(parts: RepositorySnapshotParts, repository: RepositoryName) {
    this.#parts = parts;
    this.#repository = repository;
  }

  /** @returns what of the repository is in the backup; `undefined` when nothing is, for it was removed */
  async take(): Promise<RepositoryContents | undefined> {
    const { driver, target, paths } = this.#parts;
    const folders = [target.blobs, target.allReferrers, target.manifests].map((of) =>
      of.call(target, this.#repository),
    );
    await driver.makeFolders(...folders);
    await this.#placeManifests(await this.#readNames());
    await this.#placeBlobs(await this.#namesIn(paths.blobs(this.#repository)));
    await this.#settle();
    await this.#writeNames();
    const protectedTags = await this.#writeProtections();
    const leftOut = [...this.#leftOut].map(([digest, reason]) => this.#entryOf(digest, reason));
    if (this.#manifests.size + this.#blobs.size + leftOut.length === 0) {
      for (const folder of [...folders, target.folder(this.#repository)])
        await driver.removeEmptyFolder(folder);
      return undefined;
    }
    return {
      repository: this.#repository,
      tags: [...this.#tags].map(([tag, { digest }]) => [tag, digest]),
      manifests: [...this.#manifests.keys()],
      blobs: this.#blobs.size,
      ...(protectedTags.length > 0 && { protectedTags }),
      leftOut,
      heldMsMax: this.#heldMsMax,
    };
  }

  #entryOf(digest: Digest, reason: string): LeftOut {
    const tags = [...this.#lostTags].filter(([, lost]) => lost === digest).map(([tag]) => tag);
    const reference = tags.length > 0 ? `${digest} (${tags.join(', ')})` : digest;
    return { repository: this.#repository, reference, reason };
  }

  /** Reads all tags; returns the digests of all manifests. */
  async #readNames(): Promise<Digest[]> {
    const { driver, paths, listing, pace } = this.#parts;
    const tags = new Set<Tag>();
    const digests = new Set<Digest>();
    for await (const { name, kind } of driver.names(paths.manifests(this.#repository))) {
      if (kind === 'symlink' && isTag(name)) tags.add(name);
      if (kind === 'file' && isDigest(name)) digests.add(name);
    }
    // Where a file system gives a name a new place when it is moved, one that is moved meanwhile can be passed over.
    for (let last = ''; ; ) {
      const page = listing.tags(this.#repository, { last, limit: 500 });
      for (const { name } of page) tags.add(name);
      await pace.breathe();
      if (page.length < 500) break;
      last = page.at(-1)?.name ?? '';
    }
    await inBatches(tags, pace, (tag) => this.#readTag(tag));
    for (const { digest } of this.#tags.values()) digests.add(digest);
    return [...digests];
  }

  /** Reads a tag as it is now; forgets one that is gone. */
  async #readTag(tag: Tag): Promise<void> {
    const { driver, paths, manifests } = this.#parts;
    const digest = await manifests.resolve(this.#repository, tag);
    const stat = digest && (await driver.stat(paths.tag(this.#repository, tag)));
    if (digest && stat) this.#tags.set(tag, { digest, atMs: stat.modifiedAtMs });
    else this.#tags.delete(tag);
  }

  async #namesIn(folder: string): Promise<Digest[]> {
    const digests: Digest[] = [];
    for await (const digest of digestsIn(this.#parts.driver, folder)) digests.push(digest);
    return digests;
  }

  /** Places manifests, and those that they need. */
  async #placeManifests(digests: Digest[]): Promise<void> {
    const { placer, pace } = this.#parts;
    let wanted = digests.filter((digest) => !this.#manifests.has(digest));
    const tried = new Set(wanted);
    while (wanted.length > 0) {
      await inBatches(wanted, pace, async (digest) => {
        this.#keepManifest(digest, await placer.manifest(this.#repository, digest));
      });
      wanted = wanted
        .flatMap((digest) => this.#manifests.get(digest)?.required ?? [])
        .filter(
          ({ kind, digest }) => kind === 'manifest' && !this.#manifests.has(digest) && !tried.has(digest),
        )
        .map(({ digest }) => digest);
      wanted = [...new Set(wanted)];
      for (const digest of wanted) tried.add(digest);
    }
  }

  #keepManifest(digest: Digest, placed: Placed<Buffer>): void {
    this.#faults.delete(digest);
    if ('fault' in placed) {
      this.#faults.set(digest, placed.fault);
      return;
    }
    try {
      const { references, subject } = parseManifest(placed.is);
      const required = references
        .filter((one) => one.required)
        .map(({ kind, digest, size }) => ({
          kind: kind === 'manifest' ? kind : ('blob' as const),
          digest,
          size,
        }));
      this.#manifests.set(digest, { subject: subject?.digest, required });
    } catch (error) {
      this.#faults.set(digest, `can't be read: ${(error as Error).message}`);
    }
  }

  async #placeBlobs(digests: Iterable<Digest>): Promise<void> {
    const { placer, pace } = this.#parts;
    await inBatches(digests, pace, async (digest) => {
      const placed = await placer.blob(this.#repository, digest);
      if ('is' in placed) this.#blobs.set(digest, placed.is);
    });
  }

  /** Goes on until every tag has its manifest, and every manifest all that it needs. */
  async #settle(): Promise<void> {
    for (let round = 1; ; round++) {
      const bad = this.#incomplete();
      const contested = new Set(this.#faults.keys());
      for (const digest of bad.keys()) contested.add(digest);
      for (const [tag, { digest }] of this.#tags) {
        if (this.#manifests.has(digest) && !bad.has(digest)) continue;
        await this.#readTag(tag);
        const now = this.#tags.get(tag)?.digest;
        if (now !== undefined && (!this.#manifests.has(now) || bad.has(now))) contested.add(now);
      }
      if (contested.size === 0) return;
      const again: Digest[] = [];
      for (const digest of contested) {
        const verdict = await this.#judge(digest, bad.get(digest));
        if (verdict === 'whole' && round < roundsMax) again.push(digest);
        else await this.#drop(digest, verdict === 'whole' ? 'it changed all the time' : verdict);
      }
      await this.#placeAgain(again);
    }
  }

  /** The manifests that lack something here, and what. */
  #incomplete(): Map<Digest, Digest> {
    const bad = new Map<Digest, Digest>();
    for (let found = true; found; ) {
      found = false;
      for (const [digest, { required }] of this.#manifests) {
        if (bad.has(digest)) continue;
        const lacking = required.find((one) =>
          one.kind === 'blob'
            ? this.#blobs.get(one.digest) !== one.size
            : !this.#manifests.has(one.digest) || bad.has(one.digest),
        );
        if (!lacking) continue;
        bad.set(digest, lacking.digest);
        found = true;
      }
    }
    return bad;
  }

  /**
   * Says of a manifest that is not whole here whether it is in the registry now: `whole`; `gone`; or why it is broken
   * there.
   */
  async #judge(digest: Digest, lacking: Digest | undefined): Promise<'whole' | 'gone' | (string & {})> {
    const { driver, paths, locks, manifests, blobs } = this.#parts;
    if (lacking !== undefined && this.#leftOut.has(lacking)) return `it names ${lacking}, which is left out`;
    const unreadable = this.#faults.get(digest);
    return await locks.hold(`repository:${this.#repository}`, async () => {
      const heldAt = performance.now();
      try {
        const isThere = (await driver.stat(paths.manifest(this.#repository, digest)))?.isFile ?? false;
        if (!isThere && ![...this.#tags.values()].some((tag) => tag.digest === digest)) return 'gone';
        if (!isThere) return (await this.#stillTagged(digest)) ? 'the manifest is missing' : 'gone';
        if (unreadable !== undefined && unreadable !== 'missing' && unreadable !== 'corrupt')
          return unreadable;
        const stored = await manifests.read(this.#repository, digest);
        if (!stored) return 'the manifest is corrupt';
        for (const one of this.#manifests.get(digest)?.required ?? []) {
          const size =
            one.kind === 'blob'
              ? (await blobs.find(this.#repository, one.digest))?.size
              : (await driver.stat(paths.manifest(this.#repository, one.digest)))?.size;
          if (size === undefined) return `it names ${one.digest}, which is missing or corrupt`;
          if (size !== one.size) return `it names ${one.digest} with ${one.size} bytes, which has ${size}`;
        }
        return 'whole';
      } finally {
        this.#heldMsMax = Math.max(this.#heldMsMax, performance.now() - heldAt);
      }
    });
  }

  async #stillTagged(digest: Digest): Promise<boolean> {
    for (const [tag, found] of this.#tags) {
      if (found.digest !== digest) continue;
      if ((await this.#parts.manifests.resolve(this.#repository, tag)) === digest) return true;
    }
    return false;
  }

  async #drop(digest: Digest, verdict: string): Promise<void> {
    const { driver, target } = this.#parts;
    this.#manifests.delete(digest);
    this.#faults.delete(digest);
    await driver.remove(target.manifest(this.#repository, digest));
    if (verdict === 'gone') return; // A tag that points to it was moved or removed: it is read again.
    this.#leftOut.set(digest, verdict);
    for (const [tag, found] of this.#tags) {
      if (found.digest !== digest) continue;
      this.#tags.delete(tag);
      this.#lostTags.set(tag, digest);
    }
  }

  async #placeAgain(again: Digest[]): Promise<void> {
    await this.#placeManifests(again);
    const needs = again.flatMap((digest) => this.#manifests.get(digest)?.required ?? []);
    await this.#placeManifests(needs.filter(({ kind }) => kind === 'manifest').map(({ digest }) => digest));
    // Those of the children, which may have come in just now, too.
    const named = [...this.#manifests.values()].flatMap(({ required }) => required);
    const lacking = named.filter(
      ({ kind, digest, size }) => kind === 'blob' && this.#blobs.get(digest) !== size,
    );
    const digests = new Set(lacking.map(({ digest }) => digest));
    // What was placed with another size was cut short by the disk, and is whole again since.
    for (const digest of digests) {
      await this.#parts.driver.remove(this.#parts.target.blob(this.#repository, digest));
      await this.#parts.driver.remove(this.#parts.target.poolBlob(digest));
    }
    await this.#placeBlobs(digests);
  }

  async #writeNames(): Promise<void> {
    const { driver, target, pace } = this.#parts;
    await inBatches(this.#tags, pace, async ([tag, { digest, atMs }]) => {
      // When a tag was pushed is told by this time alone.
      symlinkAtOnce(digest, target.tag(this.#repository, tag), atMs);
    });
    for (const [digest, { subject }] of this.#manifests) {
      if (subject === undefined) continue;
      await driver.makeFolders(target.referrers(this.#repository, subject));
      await driver.symlink(target.referrerTarget(digest), target.referrer(this.#repository, subject, digest));
    }
  }

  /** Takes along who protects which of the tags. @returns those that somebody does */
  async #writeProtections(): Promise<Tag[]> {
    const { driver, paths, target, pace } = this.#parts;
    const taken: Tag[] = [];
    for await (const { name, kind } of driver.names(paths.protections(this.#repository))) {
      await pace.breathe();
      if (kind !== 'file' || !isTag(name) || !this.#tags.has(name)) continue;
      const read = await driver.read(paths.protection(this.#repository, name), protectionBytesMax);
      if (!read) continue; // Lifted meanwhile.
      if (taken.length === 0) await driver.makeFolders(target.protections(this.#repository));
      await driver.write(target.protection(this.#repository, name), read.bytes);
      taken.push(name);
    }
    return taken.sort();
  }
}
