import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '@/lib/config';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { StorageError } from '../storage-error';
import { type Arrival, type NamespaceCount, QuotaCounts } from './quota-counts';
import { type NamespaceLimit, QuotaRules } from './quota-rules';
import { QuotaUpkeep, type QuotaUpkeepParts } from './quota-upkeep';
import { Transfers } from './transfers';

/** Whether content that would exceed a quota is refused, as from a client, or only counted. */
export type QuotaMode = 'limit' | 'count';

/** How old a verification may be by which a push is refused: so long a removal by hand may not count. */
const verifiedMs = 10_000;
/** How long a push waits for one, before it is refused by what is known. */
const waitMsMax = 2_000;
/** How often everything is looked through again. */
const keepAgainMs = 600_000;

/** A quota of one namespace, and what the namespace holds. */
export interface QuotaUsage extends NamespaceLimit {
  usedBytes: number;
  usedRepositories: number;
  /** False while what was there when the quota was set is still being counted: then `used…` is too little. */
  counted: boolean;
}

/**
 * Quotas: how much the repositories of a namespace may hold, in bytes and in number.
 *
 * Bytes are counted for each repository, what several of them share in each. To count a blob that two repositories share
 * once for both would tell whoever may push to one of them what the other holds.
 *
 * A push claims its content before the content gets its name, in a transaction that sees what all processes claimed; so
 * a quota is never exceeded by pushes. Where there is no quota for a repository, nothing is asked and nothing is
 * counted. The database may be behind the folders after a crash or a change by hand: a push is refused only when that
 * was looked for a short time ago.
 */
export class Quotas {
  readonly rules: QuotaRules;
  readonly counts: QuotaCounts;
  readonly #parts: QuotaUpkeepParts;
  readonly #upkeep: QuotaUpkeep;
  readonly #transfers: Transfers;
  readonly #ending = new AbortController();
  readonly #verified = new Map<string, Verification>();
  #keeping: Promise<void> | undefined;
  #keptAtMs = Number.NEGATIVE_INFINITY;
  #keptRules = '';

  constructor(parts: Omit<QuotaUpkeepParts, 'rules' | 'counts'>, quotas: Config['access']['quotas']) {
    this.rules = new QuotaRules(parts.database, quotas);
    this.counts = new QuotaCounts(parts.database);
    this.#parts = { ...parts, rules: this.rules, counts: this.counts };
    this.#upkeep = new QuotaUpkeep(this.#parts);
    this.#transfers = new Transfers((namespace) => this.counts.of(namespace).bytes);
  }

  /**
   * Has content count, for a repository that is about to hold it. It does not look for what is behind: see
   * `beforeRefusing`.
   * @throws StorageError QUOTA_EXCEEDED, if the mode is `limit`
   */
  claim(repository: RepositoryName, arrivals: readonly Arrival[], mode: QuotaMode): Claim {
    const limits = this.rules.limitsOf(repository);
    if (limits.length === 0) return noClaim;
    const fresh = this.counts.claim(repository, arrivals, limits, mode === 'limit');
    return {
      confirm: () => {
        for (const { digest, size } of arrivals) {
          if (!this.counts.isHeld(repository, digest))
            this.counts.claim(repository, [{ digest, size }], limits, false);
        }
      },
      drop: async () => {
        try {
          // What another push has brought meanwhile stays counted.
          for (const { digest } of fresh) {
            if (!(await this.#upkeep.isThere(repository, digest))) this.counts.forget(repository, [digest]);
          }
        } catch {
          // The error for which it did not come says more; the upkeep finds out what is left.
        }
      },
    };
  }

  /** Whether a repository is under a quota. */
  isLimited(repository: RepositoryName): boolean {
    return this.rules.limitsOf(repository).length > 0;
  }

  /** Has a repository count that gets content without a claim. */
  cover(repository: RepositoryName): void {
    const limits = this.rules.limitsOf(repository);
    if (limits.length > 0) this.counts.cover(repository, limits);
  }

  /** What was removed before a manifest named it counts no longer, unless a push has brought it back meanwhile. */
  async forget(repository: RepositoryName, digest: Digest): Promise<void> {
    const limits = this.rules.limitsOf(repository);
    if (limits.length === 0) return;
    this.counts.forget(repository, [digest]);
    const { driver, paths } = this.#parts;
    const blob = await driver.stat(paths.blob(repository, digest));
    if (blob) this.counts.claim(repository, [{ digest, size: blob.size }], limits, false);
  }

  /** Makes sure that anything at all may be pushed. @throws StorageError QUOTA_EXCEEDED */
  async requireAny(repository: RepositoryName): Promise<void> {
    const limits = this.rules.limitsOf(repository);
    if (limits.length === 0) return;
    await this.beforeRefusing(async () => {
      for (const limit of limits) {
        this.counts.requireRoom(repository, limit, 0);
        const used = this.counts.of(limit.namespace).bytes;
        if (limit.bytes === undefined || used < limit.bytes) continue;
        const { namespace, bytes, setting } = limit;
        const exceeded = { namespace, of: 'bytes', limit: bytes, used, wanted: 0, setting } as const;
        throw new StorageError({ code: 'QUOTA_EXCEEDED', ...exceeded });
      }
    });
  }

  /**
   * Begins to receive a blob.
   * @param upload how much its session has, how much is announced (0 for what is not known), and its digest, if known:
   *   what counts in the repository already needs no room
   * @returns undefined when there is no limit to it; `take` must wait for nothing, nearly always
   * @throws StorageError QUOTA_EXCEEDED
   */
  async admit(
    repository: RepositoryName,
    upload: { position: number; length: number; digest?: Digest },
  ): Promise<AdmittedTransfer | undefined> {
    const limits = this.rules.limitsOf(repository);
    if (limits.length === 0) return undefined;
    if (upload.digest !== undefined && this.counts.isHeld(repository, upload.digest)) return undefined;
    const { take, end } = await this.beforeRefusing(async () => this.#transfers.begin(limits, upload));
    return {
      take: (bytes) => {
        try {
          take(bytes);
          return undefined;
        } catch (error) {
          return this.#retry(error, async () => take(bytes));
        }
      },
      end,
    };
  }

  /**
   * Runs a task that may find a quota exceeded. Then it is first made sure that the namespace still holds what is
   * counted, and the task is tried again. The caller must hold no repository's lock.
   * @throws what the task throws
   */
  async beforeRefusing<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      return await this.#retry(error, task);
    }
  }

  /** Tries again what a quota forbade, if the namespace may hold less than what is counted. */
  async #retry<T>(error: unknown, task: () => Promise<T>): Promise<T> {
    const namespace = exceededBy(error);
    const verifying = namespace === undefined ? undefined : this.#verify(namespace);
    if (verifying === undefined) throw error;
    const enough = new AbortController();
    const late = delay(waitMsMax, undefined, { signal: enough.signal }).catch(() => undefined); // Came in time.
    await Promise.race([verifying, late]);
    enough.abort();
    return await task();
  }

  /**
   * Counts what is not counted yet, and forgets what no quota is about any more. Long the first time; it lets requests
   * pass.
   * @throws the signal's reason once it is aborted
   */
  async keep(signal: AbortSignal): Promise<void> {
    await this.#upkeep.keep(AbortSignal.any([signal, this.#ending.signal]));
  }

  /** As `keep`, for who calls it often: looks through everything when the quotas changed, and now and then. */
  async keepSometimes(): Promise<void> {
    const rules = JSON.stringify(this.rules.all);
    if (rules === this.#keptRules && performance.now() - this.#keptAtMs < keepAgainMs) return;
    this.#keeping ??= this.keep(this.#ending.signal).finally(() => {
      this.#keeping = undefined;
    });
    await this.#keeping.catch((error) => {
      if (!this.#ending.signal.aborted) throw error;
    });
    this.#keptRules = rules;
    this.#keptAtMs = performance.now();
  }

  /** Every namespace with a quota that holds something, and those that a quota names by their full name. */
  async *usage(): AsyncGenerator<QuotaUsage> {
    const { query } = this.#parts.database;
    const named = new Set(
      this.rules.all.flatMap(({ namespaces }) => namespaces.filter((name) => !name.includes('*'))),
    );
    for (let last = ''; ; ) {
      const rows = this.#parts.database.all(
        query
          .selectFrom('quota_namespace')
          .selectAll()
          .where('namespace', '>', last)
          .orderBy('namespace')
          .limit(200),
      );
      for (const { namespace, bytes, repositories, counted } of rows) {
        named.delete(namespace);
        yield* this.#usageOf(namespace, { bytes, repositories, counted: counted === 1 });
      }
      const end = rows.at(-1)?.namespace;
      if (end === undefined) break;
      last = end;
      await new Promise(setImmediate);
    }
    for (const namespace of named) yield* this.#usageOf(namespace, this.counts.of(namespace));
  }

  /** Ends what runs by itself. */
  async close(): Promise<void> {
    this.#ending.abort(new Error('storage is being closed'));
    await Promise.allSettled([this.#keeping, ...[...this.#verified.values()].map(({ done }) => done)]);
  }

  *#usageOf(namespace: string, { bytes, repositories, counted }: NamespaceCount): Generator<QuotaUsage> {
    const limit = this.rules.limitOf(namespace);
    if (limit) yield { ...limit, usedBytes: bytes, usedRepositories: repositories, counted };
  }

  /** @returns undefined when that was done a short time ago */
  #verify(namespace: string): Promise<void> | undefined {
    const known = this.#verified.get(namespace);
    if (known && known.endedAtMs === undefined) return known.done;
    if (known?.endedAtMs !== undefined && performance.now() - known.endedAtMs < verifiedMs) return undefined;
    for (const [other, { endedAtMs = Number.POSITIVE_INFINITY }] of this.#verified) {
      if (performance.now() - endedAtMs >= verifiedMs) this.#verified.delete(other);
    }
    const verification: Verification = { done: Promise.resolve() };
    verification.done = this.#upkeep
      .verify(namespace, this.#ending.signal)
      // The faults of a disk are told by who reads it; a refusal goes by what is known.
      .catch(() => undefined)
      .finally(() => {
        verification.endedAtMs = performance.now();
      });
    this.#verified.set(namespace, verification);
    return verification.done;
  }
}

/** An upload that sends its bytes now. */
export interface AdmittedTransfer {
  /**
   * Asked before so many bytes more are taken.
   * @returns what has to be waited for, if anything; it is rejected with StorageError QUOTA_EXCEEDED
   */
  take: (bytes: number) => Promise<void> | undefined;
  /** What came or was announced no longer stands in the way of others. */
  end: () => void;
}

/** Content that counts, and is to come. */
export interface Claim {
  /** To be called when it came: it counts, though a deletion of the same content may have had it forgotten meanwhile. */
  confirm: () => void;
  /** To be called when it did not come. */
  drop: () => Promise<void>;
}

/** Of one namespace; it runs while it has not ended. */
interface Verification {
  done: Promise<void>;
  endedAtMs?: number;
}

const noClaim: Claim = { confirm: () => undefined, drop: async () => undefined };

/** The namespace whose quota an error tells of. */
function exceededBy(error: unknown): string | undefined {
  return error instanceof StorageError && error.fault.code === 'QUOTA_EXCEEDED'
    ? error.fault.namespace
    : undefined;
}
