import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Auth } from '../auth';
import { IdentityError } from '../identity/identity-error';
import { anonymous, type Principal } from '../principal';
import { type Action, actions } from './actions';
import type { Decision } from './rule-book';

type Asked = Pick<Auth, 'isOpen' | 'directory' | 'rules'>;

/**
 * Whether somebody may do something in a repository, and which rule decides.
 * @param who a user, `robot+NAME` or `anonymous`
 * @throws IdentityError when there is nobody of this name who may sign in
 */
export function explain(auth: Asked, who: string, action: Action, repository: RepositoryName): Decision {
  const principal: Principal | undefined =
    who === anonymous.name ? anonymous : auth.directory.find(who)?.principal;
  if (!principal) throw new IdentityError(`there is nobody named ${who} who may sign in`);
  if (auth.isOpen) return { allowed: true, because: 'auth.mode is none: everybody may do everything' };
  return auth.rules.book.decide(principal, action, repository);
}

/** The same for every action. @throws as `explain` */
export function explainAll(auth: Asked, who: string, repository: RepositoryName) {
  return actions.map((action) => ({ action, ...explain(auth, who, action, repository) }));
}
