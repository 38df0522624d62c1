import type { Action } from '@/lib/auth/access/actions';
import { service } from '@/lib/auth/bearer/bearer-tokens';

/** What a request needs, as a client asks the token endpoint for it. */
export interface NeededScope {
  type: 'repository' | 'registry';
  /** The repository as the client wrote it, or `catalog`. */
  name: string;
  actions: string;
}

/** What clients ask for to do something: Docker's words know no `retag`, and a push reads too. */
const dockerActions: Record<Action, string> = {
  pull: 'pull',
  push: 'pull,push',
  retag: 'pull,push',
  delete: 'delete',
  administer: '*',
};

/** The scope of an action in a repository. */
export function neededScope(name: string, action: Action): NeededScope {
  return { type: 'repository', name, actions: dockerActions[action] };
}

/** The scope of a list of repositories. */
export const catalogScope: NeededScope = { type: 'registry', name: 'catalog', actions: '*' };

/**
 * The header that tells a client where to get which token. Everything is in quotes: some clients read nothing else.
 * @param origin of this registry as the client reaches it: `https://registry.example.com`
 * @param error why the token that it sent was not taken (RFC 6750, section 3.1)
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export function challenge(
  origin: string,
  needed: readonly NeededScope[],
  error?: 'invalid_token' | 'insufficient_scope',
): string {
  const scope = needed.map(({ type, name, actions }) => `${type}:${name}:${actions}`).join(' ');
  const parts = [
    `realm="${origin}/auth/token"`,
    `service="${service}"`,
    ...(scope === '' ? [] : [`scope="${scope}"`]),
    ...(error === undefined ? [] : [`error="${error}"`]),
  ];
  return `Bearer ${parts.join(',')}`;
}
