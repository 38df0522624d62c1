import type { Action } from '@/lib/auth/access/actions';
import type { Auth } from '@/lib/auth/auth';
import type { Authenticated, Refused } from '@/lib/auth/authenticator';
import { type Credentials, parseCredentials } from '@/lib/auth/credentials';
import { type Principal, unrestricted } from '@/lib/auth/principal';
import { isWithin, repositoryNamed } from '@/lib/auth/scope';
import { refusalSentence } from '@/lib/auth/token-endpoint';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { catalogScope, challenge, type NeededScope, neededScope } from './challenge';
import type { Permission } from './permission';
import { RegistryError } from './registry-error';
import type { RequestFacts } from './request';
import type { Route } from './routes';

/** What is asked for, as far as it matters for who may. */
export interface AccessQuestion {
  authorization: string | undefined;
  /** Whom a client certificate signs in. */
  certified: string | undefined;
  /** The client's. */
  address: string;
  /** The registry as the client reaches it: read only for a challenge. */
  readonly origin: string;
  route: Pick<Route, 'action' | 'otherAction'>;
  /** As the path has it. */
  name: string | undefined;
  /** The repository that a blob is to be mounted from. */
  from: string | null;
}

/**
 * Decides whether a request may go on, before anything is read of its body or of the disk: what is refused here is
 * refused alike, and as fast, whether the repository exists or not.
 * @throws RegistryError UNAUTHORIZED with a challenge, DENIED, TOOMANYREQUESTS
 */
export async function authorize(
  auth: Auth,
  question: AccessQuestion,
  facts: RequestFacts = {},
): Promise<Permission> {
  if (auth.isOpen) return { principal: unrestricted, may: () => true };
  const needed = neededScopes(question);
  const credentials = parseCredentials(question.authorization, question.certified);
  if (credentials.kind !== 'none') facts.credentials = credentials.kind;
  const outcome = await auth.authenticator.authenticate(credentials, question.address);
  if ('refused' in outcome) {
    facts.refused = outcome.refused;
    facts.claimed = outcome.name?.slice(0, 128);
    throw refusal(question, needed, credentials, outcome);
  }
  facts.accessToken = outcome.accessToken;
  requireAccess(auth, question, needed, outcome);
  const { principal } = outcome;
  return {
    principal,
    may: (action, repository) =>
      auth.rules.book.decide(principal, action, repository).allowed &&
      isWithin(principal.scope, action, repository),
  };
}

function requireAccess(
  { rules }: Auth,
  question: AccessQuestion,
  needed: NeededScope[],
  { principal }: Authenticated,
): void {
  const { route, name = '' } = question;
  const signIn = (error?: 'insufficient_scope') =>
    new RegistryError('UNAUTHORIZED', {
      headers: { 'WWW-Authenticate': challenge(question.origin, needed, error) },
      ...(error && { message: 'the token is not for this: ask for one that is' }),
    });
  const { kind, scope } = principal;
  if (route.action === 'base') {
    if (kind === 'anonymous' && !scope) throw signIn();
    return;
  }
  if (route.action === 'catalog') {
    if (kind === 'anonymous' && (!scope || rules.book.pullPrefixes(principal).length === 0)) throw signIn();
    if (scope && !scope.catalog) throw signIn('insufficient_scope');
    return;
  }
  const repository = repositoryNamed(name);
  if (repository === undefined) {
    // Who has signed in is told what is wrong with the name.
    if (kind === 'anonymous') throw signIn();
    return;
  }
  const actions = [route.action, ...(route.otherAction ? [route.otherAction] : [])];
  const allowed = actions.filter((action) => rules.book.decide(principal, action, repository).allowed);
  if (allowed.length === 0) {
    if (kind === 'anonymous') throw signIn(scope && 'insufficient_scope');
    throw denied(principal, route.action, repository);
  }
  if (!allowed.some((action) => isWithin(scope, action, repository))) throw signIn('insufficient_scope');
}

/** A refusal for lack of a right, which no other token would give. */
export function denied({ name }: Principal, action: Action, repository: RepositoryName): RegistryError {
  return new RegistryError('DENIED', {
    message: `${name} may not ${action} in ${repository}: ask an administrator of this registry for the right`,
  });
}

function refusal(
  question: AccessQuestion,
  needed: NeededScope[],
  credentials: Credentials,
  refused: Refused,
): RegistryError {
  if (refused.retryAfterS !== undefined) {
    return new RegistryError('TOOMANYREQUESTS', {
      message: refusalSentence(refused),
      headers: { 'Retry-After': refused.retryAfterS },
    });
  }
  const error = credentials.kind === 'bearer' ? 'invalid_token' : undefined;
  return new RegistryError('UNAUTHORIZED', {
    message: refusalSentence(refused),
    headers: { 'WWW-Authenticate': challenge(question.origin, needed, error) },
  });
}

/** What a client is to ask for; nothing when the name can't be one, for it would be repeated to the client. */
function neededScopes({ route, name = '', from }: AccessQuestion): NeededScope[] {
  if (route.action === 'base') return [];
  if (route.action === 'catalog') return [catalogScope];
  if (repositoryNamed(name) === undefined) return [];
  const isMount = from !== null && repositoryNamed(from) !== undefined;
  return [neededScope(name, route.action), ...(isMount ? [neededScope(from, 'pull')] : [])];
}
