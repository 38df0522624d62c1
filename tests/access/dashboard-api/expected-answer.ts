import type { ApiCaller } from './api-callers';
import type { ApiLine } from './api-model';

/** What an answer must be. */
export interface ExpectedAnswer {
  status: number;
  /** The `code` of the error; undefined where it has none, and for a success. */
  code?: string;
}

/**
 * Decides what is answered, by nothing but what is written down of the caller and of the route.
 * @param method of the request
 */
export function expectedAnswer(caller: ApiCaller, method: string, line: ApiLine): ExpectedAnswer {
  const changes = !['GET', 'HEAD'].includes(method);
  if (changes && (caller.says === 'another origin' || (caller.says === 'no origin' && !caller.hasHeader)))
    return { status: 403, code: 'other-site' };
  if (caller.is === 'refused') return { status: 401, code: 'wrong' };
  if (line.gate !== 'anyone') {
    if (caller.is === 'ended') return { status: 401, code: 'session-ended' };
    if (caller.is === 'anonymous') return { status: 401, code: 'signed-out' };
    if (!passes(caller, line.gate)) return { status: 403, code: 'forbidden' };
    for (const [right, status, code] of line.rights ?? [])
      if (!caller.rights.includes(right)) return { status, code };
  }
  return { status: line.status, code: line.code };
}

function passes(
  { kind, by, role, isNarrowed }: ApiCaller,
  gate: Exclude<ApiLine['gate'], 'anyone'>,
): boolean {
  const isInPerson = kind === 'user' && by !== 'access token';
  switch (gate) {
    case 'reader':
    case 'signed-in':
      return true;
    case 'auditor':
      return role !== 'user' && !isNarrowed;
    case 'administrator':
      return role === 'administrator' && !isNarrowed;
    case 'accounts':
      return role === 'administrator' && isInPerson;
    case 'owner':
      return isInPerson;
  }
}
