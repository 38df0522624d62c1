import type { HttpClient } from '../../harness/http-client';
import { errorCodes } from '../../harness/registry-answer';
import type { Caller } from './callers';
import type { Expected } from './model';

/** One request of the matrix. */
export interface Asked {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

/**
 * Sends one request as a caller.
 * @param title of the case
 * @returns what is wrong with the answer, one sentence each
 */
export async function problemsOf(
  http: HttpClient,
  caller: Caller,
  asked: Asked,
  expected: Expected,
): Promise<string[]> {
  const answer = await http.request({ ...asked, headers: { ...asked.headers, ...caller.headers } });
  const problems: string[] = [];
  const expectSame = (what: string, actual: unknown, wanted: unknown) => {
    if (actual !== wanted)
      problems.push(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  };
  expectSame('the status', answer.status, expected.status);
  const said = challengeIn(answer.header('www-authenticate'));
  expectSame('a challenge', said !== undefined, expected.challenge !== undefined);
  if (said && expected.challenge) {
    expectSame('the scheme', said.scheme, 'Bearer');
    expectSame('the realm', said.realm, `http://127.0.0.1:${http.port}/auth/token`);
    expectSame('the service', said.service, 'cyberdock');
    expectSame('the scope', said.scope, expected.challenge.scope);
    expectSame('the error', said.error, expected.challenge.error);
  }
  if (answer.status >= 400 && asked.method !== 'HEAD') {
    const code = answer.body.length > 0 ? errorCodes(answer.body)[0] : undefined;
    expectSame('the code', code, expected.code);
  }
  if (asked.method === 'HEAD') expectSame('the length of the body', answer.body.length, 0);
  return problems;
}

/** The parts of a `WWW-Authenticate` header. @throws when it is not of the form that all clients read */
function challengeIn(header: string | undefined): Record<string, string> | undefined {
  if (header === undefined) return undefined;
  const [, scheme = '', rest = ''] = /^(\w+) (.*)$/.exec(header) ?? [];
  const parts = [...rest.matchAll(/(\w+)="([^"]*)"(?:,|$)/g)];
  if (parts.map(([whole]) => whole).join('') !== rest) throw new Error(`a malformed challenge: ${header}`);
  return { scheme, ...Object.fromEntries(parts.map(([, name, value]) => [name, value])) };
}
