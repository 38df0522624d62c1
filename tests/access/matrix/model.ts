import type { Caller } from './callers';
import type { Place, Right } from './places';

/** What an answer must be. */
export interface Expected {
  status: number;
  /** The code of the error; absent for a success. */
  code?: string;
  /** Whether and how the client is told to sign in; `undefined` when it must not be. */
  challenge?: { scope: string | undefined; error: string | undefined };
}

/** What a request asks for, as the model needs to know it. */
export interface Question {
  needs: 'base' | 'catalog' | Right;
  /** Who may do only this gets as far as to the handler. */
  alternative?: Right;
  /** The repository that a blob is to be mounted from. */
  from?: Place;
}

/** The scope that a client must ask for: it pulls what it pushes, and knows no `retag`. */
function scopeFor({ needs, from }: Question, place: Place | undefined): string | undefined {
  if (needs === 'catalog') return 'registry:catalog:*';
  if (place === undefined || !place.isName) return undefined;
  const actions = needs === 'push' ? 'pull,push' : needs;
  const source = from?.isName ? ` repository:${from.name}:pull` : '';
  return `repository:${place.name}:${actions}${source}`;
}

/** What somebody has of a right in a repository: by their account, and by what their token is for. */
export function has(caller: Caller, right: Right, place: Place): { right: boolean; token: boolean } {
  return {
    right: caller.is !== 'refused' && place.isName && caller.rights(place).includes(right),
    token: caller.scope === undefined || caller.scope(place).includes(right),
  };
}

/**
 * Decides whether a request gets past the door, by nothing but what is written down of the caller.
 * @returns the refusal; `undefined` when the request goes on to its handler
 */
export function refusalOf(
  caller: Caller,
  question: Question,
  place: Place | undefined,
): Expected | undefined {
  const scope = scopeFor(question, place);
  const signIn = (error?: string): Expected => ({
    status: 401,
    code: 'UNAUTHORIZED',
    challenge: { scope, error },
  });
  const { needs, alternative } = question;
  if (caller.is === 'refused') return signIn(caller.hasToken ? 'invalid_token' : undefined);
  if (needs === 'base') return caller.is === 'anonymous' && !caller.hasToken ? signIn() : undefined;
  if (needs === 'catalog') {
    if (caller.is === 'anonymous' && !caller.hasToken) return signIn();
    return caller.hasToken && caller.listsCatalog !== true && caller.scope !== undefined
      ? signIn('insufficient_scope')
      : undefined;
  }
  if (place === undefined) throw new Error('a request about no repository');
  if (!place.isName) {
    if (caller.is === 'anonymous') return signIn();
    return { status: 400, code: 'NAME_INVALID' };
  }
  const held = [needs, ...(alternative ? [alternative] : [])].map((right) => has(caller, right, place));
  const rightful = held.filter(({ right }) => right);
  if (rightful.length === 0) {
    if (caller.is === 'account') return { status: 403, code: 'DENIED' };
    return signIn(caller.hasToken ? 'insufficient_scope' : undefined);
  }
  return rightful.some(({ token }) => token) ? undefined : signIn('insufficient_scope');
}
