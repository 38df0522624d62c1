import { LRUCache } from 'lru-cache';
import { nameMatcher } from '@/lib/oci/name-glob';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type Principal, robotPrefix } from '../principal';
import { type Action, covers, writes } from './actions';
import { parseSubject, type Rule, type Subject } from './rule';

/** What was decided, and by what. */
export interface Decision {
  allowed: boolean;
  /** The rule that decided; absent when a role or the lack of a rule did. */
  rule?: Rule;
  /** One sentence. */
  because: string;
}

/**
 * All rules of access, and the one evaluator of them.
 *
 * An access token that is narrowed is asked first, then every rule that forbids, then what the role allows, then every rule that
 * allows; what nothing allows is forbidden. The order of the rules does not matter. An auditor reads everything and
 * changes nothing. Rules that forbid bind administrators too.
 */
export class RuleBook {
  readonly #rules: readonly ReadRule[];
  readonly #matchers = new LRUCache<string, (name: string) => boolean>({ max: 10_000 });
  /** What was decided before: the same few are asked again and again, and rules may be many. */
  readonly #decided = new LRUCache<string, Decision>({ max: 20_000 });

  constructor(rules: readonly Rule[]) {
    this.#rules = rules.map((rule) => ({
      rule,
      subjects: rule.subjects.flatMap((text) => parseSubject(text) ?? []),
    }));
  }

  get rules(): readonly Rule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Whether somebody may do something in a repository, and why. */
  decide(principal: Principal, action: Action, repository: RepositoryName): Decision {
    const { limits, kind, name, role, groups } = principal;
    if (limits && !this.#isGranted(limits, action, repository))
      return { allowed: false, because: `the access token is not for ${action} in ${repository}` };
    const key = JSON.stringify([kind, name, role, groups, action, repository]);
    let decision = this.#decided.get(key);
    if (!decision) {
      decision = this.#decideByRules(principal, action, repository);
      this.#decided.set(key, decision);
    }
    return decision;
  }

  #decideByRules(principal: Principal, action: Action, repository: RepositoryName): Decision {
    const find = (effect: Rule['effect']) =>
      this.#rules.find(
        ({ rule, subjects }) =>
          rule.effect === effect &&
          concerns(rule, action) &&
          subjects.some((subject) => isMeant(subject, principal)) &&
          rule.repositories.some((pattern) => this.#matches(pattern, principal, repository)),
      )?.rule;
    const denying = find('deny');
    if (denying) return { allowed: false, rule: denying, because: `${denying.id} forbids it` };
    if (principal.role === 'administrator')
      return { allowed: true, because: 'administrators may do everything' };
    if (principal.role === 'auditor') {
      return writes.has(action)
        ? { allowed: false, because: 'auditors change nothing' }
        : { allowed: true, because: 'auditors may read everything' };
    }
    const allowing = find('allow');
    if (allowing) return { allowed: true, rule: allowing, because: `${allowing.id} allows it` };
    return { allowed: false, because: 'no rule allows it' };
  }

  /** Whether somebody may pull from whatever repository there is: then nothing needs to be asked for each. */
  pullsEverything(principal: Principal): boolean {
    if (principal.role === 'user' || principal.limits) return false;
    return !this.#rules.some(({ rule }) => rule.effect === 'deny' && concerns(rule, 'pull'));
  }

  /**
   * What the names of all repositories that somebody may pull from begin with: a list can leave out all others
   * unread. `['']` when they may begin with anything.
   */
  pullPrefixes(principal: Principal): string[] {
    const patterns =
      principal.role === 'user'
        ? this.#rules
            .filter(
              ({ rule, subjects }) =>
                rule.effect === 'allow' &&
                concerns(rule, 'pull') &&
                subjects.some((subject) => isMeant(subject, principal)),
            )
            .flatMap(({ rule }) => rule.repositories.flatMap((pattern) => forUser(pattern, principal) ?? []))
        : ['**'];
    const prefixes = [...new Set(patterns.map(literalPrefix))].sort();
    return prefixes.filter((prefix, at) => !prefixes.some((other, i) => i < at && prefix.startsWith(other)));
  }

  #isGranted(limits: NonNullable<Principal['limits']>, action: Action, repository: RepositoryName): boolean {
    return limits.some(
      ({ repositories, actions }) =>
        covers(actions, action) && repositories.some((pattern) => this.#matcher(pattern)(repository)),
    );
  }

  #matches(pattern: string, principal: Principal, repository: RepositoryName): boolean {
    const own = forUser(pattern, principal);
    return own !== undefined && this.#matcher(own)(repository);
  }

  #matcher(pattern: string): (name: string) => boolean {
    let matcher = this.#matchers.get(pattern);
    if (!matcher) {
      matcher = nameMatcher(pattern);
      this.#matchers.set(pattern, matcher);
    }
    return matcher;
  }
}

interface ReadRule {
  rule: Rule;
  subjects: Subject[];
}

/** What forbids `push` forbids `retag` too, but what forbids `administer` forbids no pull. */
function concerns({ effect, actions }: Rule, action: Action): boolean {
  if (effect === 'allow') return covers(actions, action);
  return actions.includes(action) || (action === 'retag' && actions.includes('push'));
}

function isMeant(subject: Subject, { kind, name, groups }: Principal): boolean {
  switch (subject.kind) {
    case 'everyone':
      return true;
    case 'anonymous':
      return kind === 'anonymous';
    case 'signed-in':
      return kind !== 'anonymous';
    case 'user':
      return kind === 'user' && subject.name === name;
    case 'robot':
      return kind === 'robot' && `${robotPrefix}${subject.name}` === name;
    case 'group':
      return groups.includes(subject.name);
  }
}

/** Only what can stand in a repository's name is put in for `{user}`: a name with a star in it would match others. */
const plainName = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/;

/** A pattern with the name of who asks put in; `undefined` when it can match nothing of theirs. */
function forUser(pattern: string, { kind, name }: Principal): string | undefined {
  if (!pattern.includes('{user}')) return pattern;
  return kind === 'user' && plainName.test(name) ? pattern.replaceAll('{user}', name) : undefined;
}

/** What every name that a pattern matches begins with. */
function literalPrefix(pattern: string): string {
  const whole = pattern.includes('/') || pattern.includes('**') ? pattern : `library/${pattern}`;
  return whole.split('*', 1)[0] ?? '';
}
