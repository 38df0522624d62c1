import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { isAttachment } from './attachments';
import { breathe, endOf, matches, rowsAtOnce, type TagCursor, type TagStretch, walkOf } from './tag-order';

/** Before anything was done. */
export const nothingYet = (): PlanOutcome => ({ done: 0, deleted: 0, keptCount: 0, kept: [] });

/** How long a plan that nobody acts upon is kept, and what is known of one whose run has ended. */
const unusedMs = 3_600_000;
const usedMs = 7 * 86_400_000;
/** How long the latest plan of somebody is kept who has made another one: it may be in another window, or in the making. */
const replacedMs = 60_000;

/** A list of tags that somebody was shown. */
export interface TagPlan {
  id: number;
  repository: RepositoryName;
  /** Who was shown it. */
  actor: string;
  /** How many there were. */
  tags: number;
  /** The run that removes them, and how far it has come. */
  job: number | undefined;
  outcome: PlanOutcome;
}

/** What became of the tags of a plan so far. */
export interface PlanOutcome {
  /** Gone through. */
  done: number;
  deleted: number;
  keptCount: number;
  /** The first of those that stayed, and why. */
  kept: { name: string; why: string }[];
}

/** Which tags a plan is to list, for whom. */
export interface PlannedTags {
  /** A text, as lists of tags are filtered. */
  matching: string;
  /** Whether tags are left out that carry what is said of manifests that are there. */
  isFolded?: boolean;
  actor: string;
}

/** A tag as it was when the plan was made. */
export interface PlannedTag {
  name: Tag;
  digest: Digest;
  pushedAtMs: number;
}

/**
 * Lists of tags that are to go together, as they were when they were shown: what comes later or moves meanwhile is not in
 * them. They are made and read in steps that let requests pass, and belong to all processes.
 */
export class TagPlans {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Lists the tags whose manifest is there and that match; the index is up to date. One that the same person left is forgotten. */
  async make(repository: RepositoryName, { matching, isFolded, actor }: PlannedTags): Promise<TagPlan> {
    await this.#forgetOld(actor);
    const { query } = this.#database;
    const row = { repository, actor, made_at_ms: Date.now(), tags: 0, job: null };
    const made = this.#database.first(query.insertInto('tag_plan').values(row).returning('id'));
    if (!made) throw new Error('the database did not number the plan');
    const { id } = made;
    for (let after: TagCursor | undefined; ; await breathe()) {
      const stretch: TagStretch = { order: 'name', descending: false, after };
      stretch.through = endOf(this.#database, repository, stretch);
      const { from, within } = walkOf(stretch);
      this.#database.run({
        compile: () =>
          sql`
            INSERT INTO planned_tag (plan, name, digest, pushed_at_ms)
            SELECT ${id}, tag.name, tag.digest, tag.pushed_at_ms FROM ${from}
            CROSS JOIN tag ON tag.repository = walked.repository AND tag.name = walked.name
            CROSS JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
            WHERE walked.repository = ${repository} AND ${within} AND ${matches(matching, sql`walked.name`)}
              AND ${isFolded ? sql`NOT ${isAttachment(sql`walked.repository`, sql`walked.name`)}` : sql`true`}
          `.compile(query),
      });
      after = stretch.through;
      if (!after) break;
    }
    let tags = 0;
    for await (const some of this.pages(id)) tags += some.length;
    this.#database.run(query.updateTable('tag_plan').set({ tags }).where('id', '=', id));
    return { id, repository, actor, tags, job: undefined, outcome: nothingYet() };
  }

  /** A plan of a repository; `undefined` when there is none of this number any more. */
  get(repository: RepositoryName, id: number): TagPlan | undefined {
    const rows = this.#database.query.selectFrom('tag_plan').selectAll();
    const row = this.#database.first(rows.where('id', '=', id).where('repository', '=', repository));
    if (!row) return undefined;
    const { actor, tags, job, done, deleted, kept_count: keptCount, kept } = row;
    const outcome = { done, deleted, keptCount, kept: JSON.parse(kept) as PlanOutcome['kept'] };
    return { id, repository, actor, tags, job: job ?? undefined, outcome };
  }

  /** Hands a plan to a run. @returns false when another one has it, or it is gone */
  take(id: number, job: number): boolean {
    const { query } = this.#database;
    const free = query.updateTable('tag_plan').set({ job }).where('id', '=', id).where('job', 'is', null);
    return this.#database.transaction(() => this.#database.first(free.returning('id')) !== undefined);
  }

  /** Writes down how far a run has come. */
  record(id: number, { done, deleted, keptCount, kept }: PlanOutcome): void {
    const values = { done, deleted, kept_count: keptCount, kept: JSON.stringify(kept) };
    this.#database.run(this.#database.query.updateTable('tag_plan').set(values).where('id', '=', id));
  }

  /** What is left of a plan, in the order of names. */
  async *pages(id: number, limit = rowsAtOnce): AsyncGenerator<PlannedTag[]> {
    for (let after = ''; ; await breathe()) {
      const rows = this.#database.all(
        this.#database.query
          .selectFrom('planned_tag')
          .select(['name', 'digest', 'pushed_at_ms'])
          .where('plan', '=', id)
          .where('name', '>', after)
          .orderBy('name')
          .limit(limit),
      );
      if (rows.length === 0) return;
      yield rows.map(({ name, digest, pushed_at_ms }) => ({
        name: name as Tag,
        digest: digest as Digest,
        pushedAtMs: pushed_at_ms,
      }));
      after = rows.at(-1)?.name ?? '';
    }
  }

  /** Forgets what a plan lists: it was gone through, or nobody will. */
  async empty(id: number): Promise<void> {
    const { query } = this.#database;
    const some = query.selectFrom('planned_tag').select('name').where('plan', '=', id).orderBy('name');
    for (;;) {
      const last = this.#database.all(some.limit(rowsAtOnce)).at(-1)?.name;
      if (last === undefined) return;
      const gone = query.deleteFrom('planned_tag').where('plan', '=', id).where('name', '<=', last);
      this.#database.run(gone);
      await breathe();
    }
  }

  async #forgetOld(actor: string): Promise<void> {
    const { query } = this.#database;
    const plans = query
      .selectFrom('tag_plan')
      .select('id')
      .where((row) =>
        row.or([
          row('made_at_ms', '<', Date.now() - usedMs),
          row.and([row('job', 'is', null), row('made_at_ms', '<', Date.now() - unusedMs)]),
          row.and([
            row('job', 'is', null),
            row('actor', '=', actor),
            row('made_at_ms', '<', Date.now() - replacedMs),
          ]),
        ]),
      );
    for (const { id } of this.#database.all(plans)) {
      await this.empty(id);
      this.#database.run(query.deleteFrom('tag_plan').where('id', '=', id));
    }
  }
}
