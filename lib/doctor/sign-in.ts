import { z } from 'zod';
import type { Answer } from './doctor-client';
import { CannotGoOn, type Visit } from './visit';

const tokenAnswer = z.union([
  z.object({ token: z.string().min(1) }),
  z.object({ access_token: z.string().min(1) }).transform(({ access_token }) => ({ token: access_token })),
]);

/** A challenge (RFC 9110, section 11.6.1), as far as registries use it. */
export interface Challenge {
  scheme: 'basic' | 'bearer';
  parameters: Record<string, string>;
}

/** Reads the first challenge of a `WWW-Authenticate` that a registry's clients understand. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const [, scheme = '', rest = ''] = /^\s*(basic|bearer)\b(.*)$/is.exec(header ?? '') ?? [];
  if (scheme === '') return undefined;
  const parameters: Record<string, string> = {};
  for (const [, name = '', value = ''] of rest.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/gi)) {
    parameters[name.toLowerCase()] = value.replaceAll(/\\(.)/g, '$1');
  }
  return { scheme: scheme.toLowerCase() as Challenge['scheme'], parameters };
}

/**
 * Signs in as a challenge asks, with the rights that the checks need. A password is sent to the address under test
 * alone, whatever the challenge says.
 * @returns why it failed; `undefined` when all is well
 */
export async function signIn(visit: Visit, { scheme, parameters }: Challenge): Promise<string | undefined> {
  const { client, credentials, repository } = visit;
  const basic =
    credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  if (scheme === 'basic') {
    client.authorization = basic;
    return basic === undefined ? 'it wants a name and a password' : undefined;
  }
  const realm = URL.canParse(parameters.realm ?? '') ? new URL(parameters.realm ?? '') : undefined;
  if (realm === undefined) return `it names no address for tokens: ${JSON.stringify(parameters.realm)}`;
  realm.searchParams.set('scope', `repository:${repository}:pull,push,delete`);
  if (parameters.service !== undefined) realm.searchParams.set('service', parameters.service);
  const answer = await client.request({
    path: `${realm.pathname}${realm.search}`,
    headers: basic === undefined ? {} : { Authorization: basic },
  });
  const token = tokenOf(answer);
  if (token === undefined) return `${realm.pathname} gives no token: ${answer.status}`;
  client.authorization = `Bearer ${token}`;
  return undefined;
}

function tokenOf({ status, body }: Answer): string | undefined {
  if (status !== 200) return undefined;
  try {
    return tokenAnswer.parse(JSON.parse(String(body))).token;
  } catch {
    return undefined; // Not what a registry answers.
  }
}

/** Ends the visit when nothing can be done without signing in. */
export function noEntry(): CannotGoOn {
  return new CannotGoOn('nothing can be tried without signing in');
}
