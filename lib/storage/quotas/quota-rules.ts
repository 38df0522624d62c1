import { LRUCache } from 'lru-cache';
import type { Config } from '@/lib/config';
import type { Database } from '@/lib/database/database';
import { nameMatcher } from '@/lib/oci/name-glob';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { atMost } from '../at-most';

/** A quota as it is set, for one or for many namespaces. Limits that are absent are none. */
export interface Quota {
  /** Patterns; each namespace that one of them matches has this quota for itself. */
  namespaces: readonly string[];
  bytes?: number;
  repositories?: number;
  /** Where it is set, in words for people. */
  setting: string;
  /** Whether it is kept in the database; others stand in the settings. */
  isStored: boolean;
}

/** What one namespace may hold. */
export interface NamespaceLimit extends Pick<Quota, 'bytes' | 'repositories' | 'setting' | 'isStored'> {
  namespace: string;
}

/** How long it may take until a quota that another process set counts here. */
const freshMs = 1_000;

/**
 * Which quotas there are, and which of them a repository falls under.
 *
 * A namespace is the first components of a repository's name; also all of them, so that a single repository can have a
 * quota. For each, one quota decides: that of the database, else the first of the settings that names it. A repository
 * falls under all namespaces that it lies in.
 */
export class QuotaRules {
  readonly #database: Database;
  readonly #written: readonly ReadQuota[];
  #stored: readonly Quota[] = [];
  #byNamespace = new Map<string, Quota>();
  #readAtMs = Number.NEGATIVE_INFINITY;
  readonly #limits = new LRUCache<string, readonly NamespaceLimit[]>(atMost(10_000));

  constructor(database: Database, quotas: Config['access']['quotas']) {
    this.#database = database;
    this.#written = quotas.map((quota, index) => ({
      quota: { ...quota, setting: `access.quotas[${index}]`, isStored: false },
      matchers: quota.namespaces.map(namespaceMatcher),
    }));
  }

  /** Whether there is no quota at all. */
  get isEmpty(): boolean {
    this.#refresh();
    return this.#written.length === 0 && this.#stored.length === 0;
  }

  /** All quotas, in the order in which they are asked. */
  get all(): Quota[] {
    this.#refresh();
    return [...this.#stored, ...this.#written.map(({ quota }) => quota)];
  }

  /** What holds for a repository; nothing for most. The outermost namespace comes first. */
  limitsOf(repository: RepositoryName): readonly NamespaceLimit[] {
    if (this.isEmpty) return [];
    let limits = this.#limits.get(repository);
    if (!limits) {
      limits = namespacesOf(repository).flatMap((namespace) => this.#decide(namespace) ?? []);
      this.#limits.set(repository, limits);
    }
    return limits;
  }

  /** What holds for a namespace; `undefined` when nothing does. */
  limitOf(namespace: string): NamespaceLimit | undefined {
    return this.isEmpty ? undefined : this.#decide(namespace);
  }

  /** Sets the quota of one namespace, durably. @param bytes and repositories no limit when absent */
  set(namespace: string, { bytes, repositories }: Pick<Quota, 'bytes' | 'repositories'>, by: string): void {
    const row = {
      namespace,
      bytes: bytes ?? null,
      repositories: repositories ?? null,
      set_at_ms: Date.now(),
      set_by: by,
    };
    this.#database.durably(() => this.#database.run(this.#database.query.replaceInto('quota').values(row)));
    this.#readAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Removes a quota of the database. @returns false when there is none */
  remove(namespace: string): boolean {
    const { query } = this.#database;
    const isThere = this.#readStored().some(({ namespaces }) => namespaces[0] === namespace);
    this.#database.durably(() =>
      this.#database.run(query.deleteFrom('quota').where('namespace', '=', namespace)),
    );
    this.#readAtMs = Number.NEGATIVE_INFINITY;
    return isThere;
  }

  #decide(namespace: string): NamespaceLimit | undefined {
    const quota =
      this.#byNamespace.get(namespace) ??
      this.#written.find(({ matchers }) => matchers.some((matches) => matches(namespace)))?.quota;
    if (quota === undefined || (quota.bytes === undefined && quota.repositories === undefined))
      return undefined;
    const { bytes, repositories, setting, isStored } = quota;
    return { namespace, bytes, repositories, setting, isStored };
  }

  #refresh(): void {
    const nowMs = performance.now();
    if (nowMs - this.#readAtMs < freshMs) return;
    this.#readAtMs = nowMs;
    const stored = this.#readStored();
    if (JSON.stringify(stored) === JSON.stringify(this.#stored)) return;
    this.#stored = stored;
    this.#byNamespace = new Map(stored.map((quota) => [quota.namespaces[0] ?? '', quota]));
    this.#limits.clear();
  }

  #readStored(): Quota[] {
    const rows = this.#database.query.selectFrom('quota').selectAll().orderBy('namespace');
    return this.#database.all(rows).map(({ namespace, bytes, repositories }) => ({
      namespaces: [namespace],
      bytes: bytes ?? undefined,
      repositories: repositories ?? undefined,
      setting: `cyberdock quota set ${namespace}`,
      isStored: true,
    }));
  }
}

interface ReadQuota {
  quota: Quota;
  matchers: ((namespace: string) => boolean)[];
}

/** `a/b/c` gives `a`, `a/b` and `a/b/c`. */
export function namespacesOf(repository: string): string[] {
  const parts = repository.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** Whether a namespace can have this name: a repository may be called so, or lie in it. */
export function isNamespace(text: string): boolean {
  return isRepositoryName(`${text}/x`);
}

/** `*` is within one component: a pattern of two components matches namespaces of two. */
function namespaceMatcher(pattern: string): (namespace: string) => boolean {
  // With a component before it, a pattern of one is not read as the name of an image.
  const matches = nameMatcher(`namespace/${pattern}`);
  return (namespace) => matches(`namespace/${namespace}`);
}
