import type { Selectable } from 'kysely';
import type { Config } from '@/lib/config';
import { isRuleGlob, isSubject, ruleGlobsAllowed, subjectsAllowed } from '@/lib/config';
import type { Database } from '@/lib/database/database';
import type { AccessRuleTable } from '@/lib/database/tables/access';
import { IdentityError } from '../identity/identity-error';
import { type Action, actions } from './actions';
import type { Rule } from './rule';
import { RuleBook } from './rule-book';

/** A rule that is to be made in the database. */
export type NewRule = Omit<Rule, 'id'>;

/** How long it may take until a rule that another process made counts here. */
const freshMs = 1_000;
const rulesMax = 2_000;

/** All rules of access: those of the configuration, and those of the database, which can be changed while it runs. */
export class Rules {
  readonly #database: Database;
  readonly #written: readonly Rule[];
  #book: RuleBook | undefined;
  #bookVersion = '';
  #lookedAtMs = 0;

  constructor(database: Database, access: Config['access']) {
    this.#database = database;
    this.#written = rulesOf(access);
  }

  /** The evaluator of all rules, as of at most a second ago. */
  get book(): RuleBook {
    const nowMs = performance.now();
    if (!this.#book || nowMs - this.#lookedAtMs > freshMs) {
      this.#lookedAtMs = nowMs;
      const version = this.#version();
      if (!this.#book || version !== this.#bookVersion) {
        this.#book = new RuleBook([...this.#written, ...this.#stored()]);
        this.#bookVersion = version;
      }
    }
    return this.#book;
  }

  /**
   * Makes a rule; it is on the disk when this returns, and counts at once.
   * @throws IdentityError that says what is wrong with it
   */
  add(rule: NewRule, by: string): Rule {
    check(rule);
    const { query } = this.#database;
    const id = this.#database.durably(() => {
      if (this.#stored().length >= rulesMax)
        throw new IdentityError(`there are ${rulesMax} rules: remove some first`);
      this.#database.run(
        query.insertInto('access_rule').values({
          effect: rule.effect,
          subjects: JSON.stringify(rule.subjects),
          repositories: JSON.stringify(rule.repositories),
          actions: JSON.stringify(rule.actions),
          note: rule.note ?? null,
          created_at_ms: Date.now(),
          created_by: by,
        }),
      );
      const last = query.selectFrom('access_rule').select(({ fn }) => fn.max('id').as('id'));
      return Number(this.#database.first(last)?.id);
    });
    this.#book = undefined;
    return { ...rule, id: nameOf(id) };
  }

  /**
   * Puts another rule into the place of one of the database, under the same name; it counts at once.
   * @returns what it was before; undefined when there is none of this name
   * @throws IdentityError that says what is wrong with it
   */
  change(name: string, rule: NewRule): Rule | undefined {
    check(rule);
    const before = this.#named(name);
    if (!before) return undefined;
    this.#database.durably(() =>
      this.#database.run(
        this.#database.query
          .updateTable('access_rule')
          .set(({ eb }) => ({
            effect: rule.effect,
            subjects: JSON.stringify(rule.subjects),
            repositories: JSON.stringify(rule.repositories),
            actions: JSON.stringify(rule.actions),
            note: rule.note ?? null,
            revision: eb('revision', '+', 1),
          }))
          .where('id', '=', before.number),
      ),
    );
    this.#book = undefined;
    return before.rule;
  }

  /** Removes a rule of the database by its name, `rule 17`, or number. @returns false when there is none */
  remove(name: string): boolean {
    const found = this.#named(name);
    if (!found) return false;
    this.#database.durably(() =>
      this.#database.run(this.#database.query.deleteFrom('access_rule').where('id', '=', found.number)),
    );
    this.#book = undefined;
    return true;
  }

  #named(name: string): { number: number; rule: Rule } | undefined {
    const number = Number(/^(?:rule )?(\d{1,15})$/.exec(name)?.[1] ?? Number.NaN);
    const rule = this.#stored().find(({ id }) => id === nameOf(number));
    return rule && { number, rule };
  }

  /** Another one after each change: no number is used again, and a revision only goes up. */
  #version(): string {
    const facts = this.#database.query
      .selectFrom('access_rule')
      .select(({ fn }) => [
        fn.countAll<number>().as('count'),
        fn.max('id').as('last'),
        fn.sum<number>('revision').as('sum'),
      ]);
    const { count, last, sum } = this.#database.first(facts) ?? {};
    return `${count} ${last} ${sum}`;
  }

  #stored(): Rule[] {
    return this.#database
      .all(this.#database.query.selectFrom('access_rule').selectAll().orderBy('id'))
      .map(toRule);
  }
}

/** The rules of the configuration. */
export function rulesOf({ rules, anonymousPull }: Config['access']): Rule[] {
  const written = rules.map(
    (rule, index): Rule => ({
      id: `access.rules[${index}]`,
      effect: rule.effect ?? 'allow',
      subjects: rule.subjects,
      repositories: rule.repositories,
      actions: rule.actions as Action[],
      ...(rule.note !== undefined && { note: rule.note }),
    }),
  );
  if (anonymousPull.length === 0) return written;
  const open: Rule = {
    id: 'access.anonymousPull',
    effect: 'allow',
    subjects: ['everyone'],
    repositories: anonymousPull,
    actions: ['pull'],
  };
  return [...written, open];
}

function check({ subjects, repositories, actions: named }: NewRule): void {
  const refuse = (given: string | undefined, allowed: string) => {
    throw new IdentityError(
      given === undefined
        ? `name at least one of ${allowed}`
        : `${JSON.stringify(given)} is not allowed here: use ${allowed}`,
    );
  };
  const wrong = <T extends string>(list: readonly T[], test: (item: T) => boolean) =>
    list.length === 0 || list.some((item) => !test(item));
  if (wrong(subjects, isSubject))
    refuse(
      subjects.find((one) => !isSubject(one)),
      subjectsAllowed,
    );
  if (wrong(repositories, isRuleGlob))
    refuse(
      repositories.find((one) => !isRuleGlob(one)),
      ruleGlobsAllowed,
    );
  const isAction = (one: string) => (actions as readonly string[]).includes(one);
  if (wrong(named, isAction))
    refuse(
      named.find((one) => !isAction(one)),
      `the actions ${actions.join(', ')}`,
    );
}

function nameOf(id: number): string {
  return `rule ${id}`;
}

function toRule({
  id,
  effect,
  subjects,
  repositories,
  actions: named,
  note,
}: Selectable<AccessRuleTable>): Rule {
  return {
    id: nameOf(Number(id)),
    effect,
    subjects: JSON.parse(subjects) as string[],
    repositories: JSON.parse(repositories) as string[],
    actions: JSON.parse(named) as Action[],
    ...(note !== null && { note }),
  };
}
