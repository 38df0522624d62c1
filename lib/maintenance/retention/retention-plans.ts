import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Pace } from '../pace';

/** A tag that would go, as it was when the plan was made. */
export interface PlannedTag {
  repository: RepositoryName;
  tag: Tag;
  digest: Digest;
  pushedAtMs: number;
  /** What a pull of it takes at most. */
  bytes: number;
  reason: string;
  policy: string;
}

/** A plan of a run of retention. */
export interface RetentionPlanFacts {
  /** The number of the run that made it. */
  id: number;
  /** The time by which it was decided, in milliseconds since 1970. */
  nowMs: number;
  /** Stands for the policies that decided. */
  policies: string;
  /** Stands for the tags that would go. */
  state: string;
  tags: number;
  /** The run that has taken it; absent while none has. */
  job: number | undefined;
}

/** Where a list goes on: after this tag. */
export type PlannedPlace = Pick<PlannedTag, 'repository' | 'tag'>;

const forgottenAtOnce = 500;
/** With the one that is being made; each may list every tag of the registry. */
const keptMax = 5;

/**
 * What runs of retention would remove, tag by tag, in ASCII order of repositories and tags. A plan belongs to all
 * processes, is taken by one run at most, and forgotten when some others were made after it.
 */
export class RetentionPlans {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Begins a plan, which `get` does not give before it is whole. @param id the number of its run */
  begin(id: number, { nowMs, policies }: Pick<RetentionPlanFacts, 'nowMs' | 'policies'>): void {
    const row = { run: id, now_ms: nowMs, policies, state: null, job: null };
    this.#database.run(this.#database.query.insertInto('retention_plan').values(row));
  }

  /** Writes down tags that would go. */
  add(id: number, tags: readonly PlannedTag[]): void {
    if (tags.length === 0) return;
    const rows = tags.map(({ tag, pushedAtMs, ...rest }) => ({
      ...rest,
      plan: id,
      name: tag,
      pushed_at_ms: pushedAtMs,
    }));
    this.#database.run(this.#database.query.insertInto('retention_plan_tag').values(rows));
  }

  /** Says that a plan is whole. */
  finish(id: number, { state, tags }: Pick<RetentionPlanFacts, 'state' | 'tags'>): void {
    const { query } = this.#database;
    this.#database.run(query.updateTable('retention_plan').set({ state, tags }).where('run', '=', id));
  }

  /** A plan that is whole, by the number of its run; `undefined` when there is none (any more). */
  get(id: number): RetentionPlanFacts | undefined {
    const { query } = this.#database;
    const row = this.#database.first(query.selectFrom('retention_plan').selectAll().where('run', '=', id));
    if (!row || row.state === null) return undefined;
    const { now_ms: nowMs, policies, state, tags, job } = row;
    return { id, nowMs, policies, state, tags, job: job ?? undefined };
  }

  /** The plan that a run has taken; `undefined` when it has taken none. */
  takenBy(job: number): number | undefined {
    const plans = this.#database.query.selectFrom('retention_plan').select('run').where('job', '=', job);
    return this.#database.first(plans)?.run;
  }

  /** Hands a plan to a run, durably: whatever becomes of it, no other run gets it. @returns false when another one has it */
  take(id: number, job: number): boolean {
    const { query } = this.#database;
    const free = query
      .updateTable('retention_plan')
      .set({ job })
      .where('run', '=', id)
      .where('job', 'is', null);
    return this.#database.durably(() => this.#database.first(free.returning('run'))) !== undefined;
  }

  /** The repositories of which something would go, in ASCII order. */
  *repositories(id: number): Generator<RepositoryName> {
    const { query } = this.#database;
    for (let last = ''; ; ) {
      const next = query
        .selectFrom('retention_plan_tag')
        .select('repository')
        .where('plan', '=', id)
        .where('repository', '>', last)
        .orderBy('repository')
        .limit(1);
      const found = this.#database.first(next);
      if (!found) return;
      last = found.repository;
      yield last as RepositoryName;
    }
  }

  /** Some of the tags, after a place; of one repository or of all. */
  page(
    id: number,
    page: { after?: PlannedPlace | undefined; repository?: RepositoryName; limit: number },
  ): PlannedTag[] {
    const { after, repository, limit } = page;
    let rows = this.#database.query.selectFrom('retention_plan_tag').selectAll().where('plan', '=', id);
    if (repository !== undefined) rows = rows.where('repository', '=', repository);
    if (after)
      rows = rows.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('repository', 'name'), '>', tuple(after.repository as string, after.tag as string)),
      );
    return this.#database.all(rows.orderBy('repository').orderBy('name').limit(limit)).map((row) => ({
      repository: row.repository as RepositoryName,
      tag: row.name as Tag,
      digest: row.digest as Digest,
      pushedAtMs: row.pushed_at_ms,
      bytes: row.bytes,
      reason: row.reason,
      policy: row.policy,
    }));
  }

  /**
   * Forgets the plans whose runs came to no end, and of the others all but the latest; never one that is being run.
   * @throws the pace's reason
   */
  async forgetOld(pace: Pace): Promise<void> {
    const { query } = this.#database;
    const newest = query.selectFrom('retention_plan').select('run').orderBy('run', 'desc');
    const firstKept = this.#database.first(newest.limit(1).offset(keptMax - 2))?.run ?? 0;
    const old = query
      .selectFrom('retention_plan')
      .leftJoin('job_run as maker', 'maker.id', 'retention_plan.run')
      .leftJoin('job_run as runner', 'runner.id', 'retention_plan.job')
      .select('retention_plan.run')
      .where(({ eb, or }) =>
        or([
          eb('retention_plan.run', '<', firstKept),
          eb('maker.id', 'is', null),
          eb('maker.state', 'in', ['failed', 'cancelled']),
        ]),
      )
      .where(({ eb, or }) => or([eb('runner.id', 'is', null), eb('runner.state', '!=', 'running')]));
    for (const { run } of this.#database.all(old)) {
      for (;;) {
        const last = this.page(run, { limit: forgottenAtOnce }).at(-1);
        if (!last) break;
        const gone = query
          .deleteFrom('retention_plan_tag')
          .where('plan', '=', run)
          .where(({ eb, refTuple, tuple }) =>
            eb(refTuple('repository', 'name'), '<=', tuple(last.repository as string, last.tag as string)),
          );
        this.#database.run(gone);
        await pace.breathe();
      }
      this.#database.run(query.deleteFrom('retention_plan').where('run', '=', run));
    }
  }
}
