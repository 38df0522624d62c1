import { Invalid } from '@/lib/oci/invalid';
import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { type Action, covers } from './access/actions';
import type { RuleBook } from './access/rule-book';
import type { Principal, Scope } from './principal';

/**
 * One entry of what a token is for, as it stands in its claim `access`.
 * @see https://distribution.github.io/distribution/spec/auth/jwt/
 */
export interface Access {
  type: 'repository' | 'registry';
  /** The repository as the client wrote it, or `catalog`. */
  name: string;
  actions: readonly string[];
}

/** More than a client asks for at once; the rest is not granted. */
const scopesMax = 100;

/**
 * Reads what clients ask for: each text one or more scopes, separated by spaces. The type ends at the first colon and
 * the actions begin after the last, for a name may hold the colon of a port. What is no scope of ours, in type, in
 * name or in case, is left out: a token endpoint grants what it can and refuses nothing.
 * @see https://distribution.github.io/distribution/spec/auth/scope/
 */
export function parseScopes(texts: readonly string[]): Access[] {
  return texts
    .flatMap((text) => text.split(' '))
    .filter((text) => text !== '')
    .slice(0, scopesMax)
    .flatMap((text) => parseScope(text) ?? []);
}

function parseScope(text: string): Access | undefined {
  const [, type, name = '', list = ''] =
    /^(repository|registry)(?:\([a-z0-9]+\))?:(.+):([a-z,*]+)$/.exec(text) ?? [];
  const actions = [...new Set(list.split(',').filter((action) => action !== ''))];
  if (type === 'registry')
    return name === 'catalog' && actions.includes('*') ? { type, name, actions: ['*'] } : undefined;
  if (type !== 'repository' || repositoryNamed(name) === undefined) return undefined;
  return { type, name, actions: actions.includes('*') ? ['pull', 'push', 'delete'] : actions };
}

/** The repository of a scope; `undefined` when no repository can have that name. */
export function repositoryNamed(name: string): RepositoryName | undefined {
  try {
    return parseRepositoryName(name);
  } catch (error) {
    if (error instanceof Invalid) return undefined;
    throw error;
  }
}

/** The part of what was asked for that somebody may do: entries with no action left are not in it. */
export function granted(asked: readonly Access[], principal: Principal, rules: RuleBook): Access[] {
  return asked.flatMap((access): Access[] => {
    // Who has not signed in may list what everybody may pull, if there is any of it.
    if (access.type === 'registry')
      return principal.kind === 'anonymous' && rules.pullPrefixes(principal).length === 0 ? [] : [access];
    const repository = repositoryNamed(access.name);
    if (repository === undefined) return [];
    const may = (action: Action) => rules.decide(principal, action, repository).allowed;
    const actions = access.actions.filter((action) => isDockerAction(action) && may(action));
    // Clients know no `retag`: they ask for `push`, and who may only move tags gets that.
    if (access.actions.includes('push') && !actions.includes('push') && may('retag')) actions.push('retag');
    return actions.length > 0 ? [{ ...access, actions }] : [];
  });
}

/** Those of the actions that clients ask for. */
function isDockerAction(action: string): action is Action {
  return action === 'pull' || action === 'push' || action === 'delete';
}

/** What a token is for, as its holder is judged by. */
export function scopeOf(access: readonly Access[]): Scope {
  return {
    repositories: access.flatMap(({ type, name, actions }) => {
      const repository = type === 'repository' ? repositoryNamed(name) : undefined;
      return repository === undefined ? [] : [{ repository, actions: actions as Action[] }];
    }),
    catalog: access.some(({ type, name }) => type === 'registry' && name === 'catalog'),
  };
}

/** Whether what a token is for covers an action in a repository. */
export function isWithin(scope: Scope | undefined, action: Action, repository: RepositoryName): boolean {
  return (
    scope === undefined ||
    scope.repositories.some((one) => one.repository === repository && covers(one.actions, action))
  );
}

/** What is told to clients: `repository:team/app:pull,push`. */
export function formatScope({ type, name, actions }: Access): string {
  return `${type}:${name}:${actions.join(',')}`;
}
