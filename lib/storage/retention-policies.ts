import type { Selectable } from 'kysely';
import { type RetentionPolicy, readRetentionPolicy, writtenPolicy } from '@/lib/config';
import { type Database, isDamage } from '@/lib/database/database';
import type { RetentionPolicyTable } from '@/lib/database/tables/upkeep';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type TagRules, tagRulesOf } from './tag-rules';

/** A policy that was made in the dashboard. */
export interface StoredPolicy {
  /** Its number in the database. */
  number: number;
  /** Its `id` is `policy` and the number. */
  policy: RetentionPolicy;
  isEnabled: boolean;
  changedAtMs: number;
  changedBy: string;
}

/** How long it may take until a policy that another process changed counts here. */
const freshMs = 1_000;
const policiesMax = 200;

/** There are as many policies as there may be. */
export class TooManyPolicies extends Error {
  override readonly name = 'TooManyPolicies';

  constructor() {
    super(`there are ${policiesMax} policies: remove some first`);
  }
}

/**
 * All policies of retention: those of the configuration, then those of the database in the order in which they were made,
 * which can be changed while it runs. They are also what forbids to change tags.
 */
export class RetentionPolicies implements TagRules {
  readonly #database: Database;
  readonly #written: readonly RetentionPolicy[];
  #stored: readonly StoredPolicy[] = [];
  #rules: TagRules;
  #version: string | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  /** @param written those of the configuration */
  constructor(database: Database, written: readonly RetentionPolicy[]) {
    this.#database = database;
    this.#written = written;
    this.#rules = tagRulesOf(written);
  }

  /** Those of the database, also those that are switched off; as of at most a second ago. */
  get stored(): readonly StoredPolicy[] {
    this.#refresh();
    return this.#stored;
  }

  /** Those of the configuration. */
  get written(): readonly RetentionPolicy[] {
    return this.#written;
  }

  /** All that decide, in their order: whatever applies, simulates or collects by policies asks here, and nowhere else. */
  get inForce(): RetentionPolicy[] {
    this.#refresh();
    return this.#merged();
  }

  immutableBy(repository: RepositoryName, tag: Tag): string | undefined {
    this.#refreshRules();
    return this.#rules.immutableBy(repository, tag);
  }

  protectedBy(repository: RepositoryName, tag: Tag): string | undefined {
    this.#refreshRules();
    return this.#rules.protectedBy(repository, tag);
  }

  /** Another text after each change, of whatever process; what is asked after it is of that version, or later. */
  version(): string {
    const facts = this.#database.query
      .selectFrom('retention_policy')
      .select(({ fn }) => [
        fn.countAll<number>().as('count'),
        fn.max('id').as('last'),
        fn.sum<number>('revision').as('revisions'),
      ]);
    const { count, last, revisions } = this.#database.first(facts) ?? {};
    const version = `${count} ${last} ${revisions}`;
    if (version !== this.#version) this.#forget();
    return version;
  }

  /**
   * Makes a policy, the last of all; it is on the disk when this returns, and counts at once.
   * @returns its number
   * @throws TooManyPolicies
   */
  add(policy: RetentionPolicy, isEnabled: boolean, by: string): number {
    const { query } = this.#database;
    const nowMs = Date.now();
    const made = this.#database.durably(() => {
      if (this.#read().length >= policiesMax) throw new TooManyPolicies();
      const row = {
        settings: JSON.stringify(writtenPolicy(policy)),
        enabled: isEnabled ? 1 : 0,
        created_at_ms: nowMs,
        created_by: by,
        changed_at_ms: nowMs,
        changed_by: by,
      };
      return this.#database.first(query.insertInto('retention_policy').values(row).returning('id'));
    });
    this.#forget();
    if (!made) throw new Error('the database did not number the policy');
    return made.id;
  }

  /** Changes a policy where it stands. @returns false when there is none of this number */
  change(number: number, policy: RetentionPolicy, isEnabled: boolean, by: string): boolean {
    const update = this.#database.query
      .updateTable('retention_policy')
      .set((row) => ({
        settings: JSON.stringify(writtenPolicy(policy)),
        enabled: isEnabled ? 1 : 0,
        revision: row('revision', '+', 1),
        changed_at_ms: Date.now(),
        changed_by: by,
      }))
      .where('id', '=', number)
      .returning('id');
    const changed = this.#database.durably(() => this.#database.first(update));
    this.#forget();
    return changed !== undefined;
  }

  /** Removes a policy. @returns false when there is none of this number */
  remove(number: number): boolean {
    const gone = this.#database.query.deleteFrom('retention_policy').where('id', '=', number).returning('id');
    const removed = this.#database.durably(() => this.#database.first(gone));
    this.#forget();
    return removed !== undefined;
  }

  #forget(): void {
    this.#lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  /**
   * What forbids to change tags: of a damaged database, as it was read last, for nobody is to be kept from pushing. What
   * removes tags asks for the policies themselves, and fails.
   */
  #refreshRules(): void {
    try {
      this.#refresh();
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }

  #refresh(): void {
    const nowMs = performance.now();
    if (nowMs - this.#lookedAtMs < freshMs) return;
    const version = this.version();
    this.#lookedAtMs = nowMs;
    if (version === this.#version) return;
    this.#version = version;
    this.#stored = this.#read();
    this.#rules = tagRulesOf(this.#merged());
  }

  #merged(): RetentionPolicy[] {
    const active = this.#stored.filter(({ isEnabled }) => isEnabled);
    return [...this.#written, ...active.map(({ policy }) => policy)];
  }

  #read(): StoredPolicy[] {
    const rows = this.#database.query.selectFrom('retention_policy').selectAll().orderBy('id');
    return this.#database.all(rows).map(toPolicy);
  }
}

/**
 * One that another version of CyberDock wrote and this one can not read keeps everything that no policy before it decides
 * on: what it would have kept is not known.
 */
function toPolicy(row: Selectable<RetentionPolicyTable>): StoredPolicy {
  const { id: number, settings, enabled, changed_at_ms: changedAtMs, changed_by: changedBy } = row;
  const id = `policy ${number}`;
  const read = readRetentionPolicy(JSON.parse(settings) as Record<string, unknown>);
  const policy: RetentionPolicy =
    'policy' in read
      ? { ...read.policy, id }
      : { id, name: `${id}, which can not be read`, repositories: ['**'] };
  return { number, policy, isEnabled: enabled === 1, changedAtMs, changedBy };
}
