import { databaseMadeAtMs } from '@/lib/database/notes';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { condemn, isCondemned, isDue } from '../condemned';
import type { FileStat } from '../driver';
import type { Origin } from '../origin';
import type { StorageParts } from '../storage';
import { StorageError } from '../storage-error';

/** Manifests that something holds without a tag: the trash, to restore a tag that pointed to them. */
export type HeldDigests = ReadonlySet<Digest>;

/** When an untagged manifest may go. */
export interface UntaggedPolicy {
  /** How long after it lost its last tag, or was pushed without one. */
  afterMs: number;
  graceMs: number;
  held: HeldDigests;
  /** Whether one that is due may be removed now; absent: each may. */
  mayGo?: (digest: Digest) => boolean;
}

/** A manifest that no tag reaches. */
export interface UntaggedManifest {
  digest: Digest;
  /** From when on it may go; later than now: it stays until then, or what it belongs to does. */
  dueAtMs: number;
  stat: FileStat;
  isCondemned: boolean;
}

/**
 * The manifests of a repository that no tag reaches.
 *
 * What is tagged lives. With what lives live the manifests that it names, and those that refer to it: signatures are
 * reached from their subject, never the other way round. The rest has the time of the policy since it lost its last
 * tag, as its history says, and while it has time, all that it reaches stays with it. What the history cannot know,
 * because the database was lost, counts from when the database was made.
 *
 * The question is asked from the bottom: what is above this one? So it costs the same however large the repository is.
 */
export class UntaggedManifests {
  readonly #parts: UntaggedParts;
  readonly #historyBeganAtMs: number;

  constructor(parts: UntaggedParts) {
    this.#parts = parts;
    this.#historyBeganAtMs = databaseMadeAtMs(parts.database) ?? Date.now();
  }

  /**
   * The manifests of a repository that no tag reaches, in steps; some find none. The index must be exact.
   * @param breathe is called between small steps
   */
  async *find(
    repository: RepositoryName,
    policy: UntaggedPolicy,
    breathe: () => Promise<void>,
  ): AsyncGenerator<UntaggedManifest[]> {
    const { driver, paths } = this.#parts;
    for (let last = ''; ; ) {
      const page = this.#page(repository, last);
      const found: UntaggedManifest[] = [];
      for (const { digest, tagged } of page) {
        if (Number(tagged) === 1) continue;
        await breathe();
        const dueAtMs = await this.#dueAtMs(repository, digest as Digest, policy);
        if (dueAtMs === undefined) continue;
        const stat = await driver.stat(paths.manifest(repository, digest as Digest));
        if (stat) found.push({ digest: digest as Digest, dueAtMs, stat, isCondemned: isCondemned(stat) });
      }
      yield found;
      last = page.at(-1)?.digest ?? '';
      if (page.length < pageLength) return;
    }
  }

  /** Condemns a manifest: from now on the grace period runs. @returns false when it is not there */
  async condemn(repository: RepositoryName, digest: Digest): Promise<boolean> {
    return await condemn(this.#parts.driver, this.#parts.paths.manifest(repository, digest));
  }

  /**
   * Removes a manifest, and first those that name it, if each is due, still untagged, and nobody was told of it.
   * @returns those that were removed, and the bytes of their files
   */
  async remove(
    repository: RepositoryName,
    digest: Digest,
    policy: UntaggedPolicy,
  ): Promise<{ digest: Digest; bytes: number }[]> {
    const removed: { digest: Digest; bytes: number }[] = [];
    for (const one of await this.#fromTheTop(repository, digest)) {
      const bytes = await this.#removeOne(repository, one, policy);
      if (bytes !== undefined) removed.push({ digest: one, bytes });
    }
    return removed;
  }

  /** @returns the bytes of its file; `undefined` when it stays */
  async #removeOne(
    repository: RepositoryName,
    digest: Digest,
    policy: UntaggedPolicy,
  ): Promise<number | undefined> {
    const { driver, paths, manifests } = this.#parts;
    if (policy.mayGo?.(digest) === false) return undefined;
    let bytes = 0;
    const isSpared = async () => {
      const stat = await driver.stat(paths.manifest(repository, digest));
      if (!stat || !isDue(stat, policy.graceMs)) return true;
      bytes = stat.size;
      const dueAtMs = await this.#dueAtMs(repository, digest, policy);
      return dueAtMs === undefined || dueAtMs > Date.now();
    };
    try {
      return (await manifests.delete(repository, digest, byCollection, isSpared)) ? bytes : undefined;
    } catch (error) {
      // An index that names it was pushed meanwhile, or was spared.
      if (error instanceof StorageError && error.fault.code === 'REFERENCED') return undefined;
      throw error;
    }
  }

  /**
   * A manifest and all that name it, directly or not: each once, and after those that name it. The stack is our own, for
   * how deep indexes nest, and how often two ways lead to the same one, is for whoever pushes them to say.
   */
  async #fromTheTop(repository: RepositoryName, digest: Digest): Promise<Digest[]> {
    const order: Digest[] = [];
    const seen = new Set<Digest>();
    const stack: { digest: Digest; isFollowed?: boolean }[] = [{ digest }];
    for (let at = stack.pop(); at; at = stack.pop()) {
      if (at.isFollowed) order.push(at.digest);
      if (seen.has(at.digest)) continue;
      seen.add(at.digest);
      stack.push({ digest: at.digest, isFollowed: true });
      for (const parent of this.#parents(repository, at.digest)) stack.push({ digest: parent });
      await turn(seen.size);
    }
    return order;
  }

  /** From when on a manifest may go; `undefined` when a tag reaches it. */
  async #dueAtMs(
    repository: RepositoryName,
    digest: Digest,
    { afterMs, held }: UntaggedPolicy,
  ): Promise<number | undefined> {
    const seen = new Set<Digest>([digest]);
    let dueAtMs = 0;
    for (const one of seen) {
      const { tagged, pushed, untagged } = this.#facts(repository, one);
      // What can't be read may be anything: it stays.
      if (Number(tagged) === 1 || pushed === null) return undefined;
      const sinceMs = Math.max(pushed, untagged ?? 0, this.#historyBeganAtMs);
      dueAtMs = Math.max(dueAtMs, sinceMs + afterMs, held.has(one) ? Date.now() + heldPauseMs : 0);
      for (const parent of this.#parents(repository, one)) seen.add(parent);
      for (const subject of this.#subjects(repository, one)) seen.add(subject);
      await turn(seen.size);
    }
    return dueAtMs;
  }

  #page(repository: RepositoryName, last: string) {
    const { database } = this.#parts;
    return database.all(
      database.query
        .selectFrom('manifest')
        .select(({ exists, selectFrom }) => [
          'manifest.digest',
          exists(
            selectFrom('tag')
              .select('tag.name')
              .whereRef('tag.repository', '=', 'manifest.repository')
              .whereRef('tag.digest', '=', 'manifest.digest'),
          ).as('tagged'),
        ])
        .where('manifest.repository', '=', repository)
        .where('manifest.digest', '>', last)
        .orderBy('manifest.digest')
        .limit(pageLength),
    );
  }

  #facts(repository: RepositoryName, digest: Digest) {
    const { database } = this.#parts;
    const facts = database.first(
      database.query.selectNoFrom(({ exists, selectFrom }) => [
        exists(
          selectFrom('tag')
            .select('tag.name')
            .where('tag.repository', '=', repository)
            .where('tag.digest', '=', digest),
        ).as('tagged'),
        selectFrom('manifest_fact')
          .select('pushed_at_ms')
          .where('repository', '=', repository)
          .where('digest', '=', digest)
          .as('pushed'),
        selectFrom('tag_event')
          .select(({ fn }) => fn.max('at_ms').as('at_ms'))
          .where('repository', '=', repository)
          .where('from_digest', '=', digest)
          .as('untagged'),
      ]),
    );
    return facts ?? { tagged: 0, pushed: null, untagged: null };
  }

  /** The manifests that name this one as theirs. */
  #parents(repository: RepositoryName, digest: Digest): Digest[] {
    return this.#parts.listing.parentsOf(repository, digest, ['manifest'], everyParent);
  }

  /** The manifest that this one refers to, if it is there. */
  #subjects(repository: RepositoryName, digest: Digest): Digest[] {
    const { database } = this.#parts;
    const rows = database.query
      .selectFrom('reference')
      .innerJoin('manifest', (join) =>
        join
          .onRef('manifest.repository', '=', 'reference.repository')
          .onRef('manifest.digest', '=', 'reference.child'),
      )
      .select('reference.child')
      .where('reference.repository', '=', repository)
      .where('reference.parent', '=', digest)
      .where('reference.kind', '=', 'subject');
    return database.all(rows).map(({ child }) => child as Digest);
  }
}

const byCollection: Origin = { actor: 'collection', cause: 'collection' };
/** When it is asked again whether a manifest is still held. */
const heldPauseMs = 3_600_000;
/** More than there can be. */
const everyParent = Number.MAX_SAFE_INTEGER;
/** How many manifests of the index are asked for at a time. */
const pageLength = 64;

/** Lets requests pass after every few manifests: thousands of indexes may name one. */
async function turn(count: number): Promise<void> {
  if (count % 8 === 0) await new Promise(setImmediate);
}

/** What `UntaggedManifests` stands on. */
export type UntaggedParts = Pick<StorageParts, 'driver' | 'paths' | 'database' | 'listing' | 'manifests'>;
