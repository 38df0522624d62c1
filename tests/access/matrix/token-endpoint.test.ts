import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Answer, HttpClient } from '../../harness/http-client';
import { withGuardedRegistry } from '../fixture/guarded-registry';
import { type Caller, makeCallers, rules } from './callers';
import { places } from './places';

const guarded = withGuardedRegistry(rules, { CYBERDOCK_ACCESS_ANONYMOUS_PULL: 'public/**' });
let callers = new Map<string, Caller>();

beforeAll(async () => {
  callers = await makeCallers(guarded.current);
  guarded.current.server.auth.rules.add(
    {
      effect: 'deny',
      subjects: ['everyone'],
      repositories: ['sealed/**'],
      actions: ['pull', 'push', 'retag', 'delete', 'administer'],
    },
    'test',
  );
});

const asked = [...places.map(({ name }) => `repository:${name}:pull,push,delete`), 'registry:catalog:*'];

/** What a token must be for: what was asked for, as far as the caller's rights reach. */
function grantOf(caller: Caller): { type: string; name: string; actions: string[] }[] {
  const grants = places.flatMap((place) => {
    const rights = place.isName ? caller.rights(place) : [];
    const actions: string[] = ['pull', 'push', 'delete'].filter((right) =>
      rights.some((one) => one === right),
    );
    if (!actions.includes('push') && rights.includes('retag')) actions.push('retag');
    return actions.length > 0 ? [{ type: 'repository', name: place.name, actions }] : [];
  });
  return [...grants, { type: 'registry', name: 'catalog', actions: ['*'] }];
}

/** Whether a caller comes with what the endpoint takes: nothing, or a name and what goes with it. */
const isLetIn = ({ is, hasToken }: Caller) => is !== 'refused' && !hasToken;

function checkGiven(what: string, answer: Answer, caller: Caller): void {
  expect(answer.status, `${what}: ${answer.body}`).toBe(200);
  const body = JSON.parse(String(answer.body)) as Record<string, unknown>;
  expect(answer.header('cache-control'), what).toBe('no-store');
  expect(body.access_token, what).toBe(body.token);
  const claims = decodeJwt(String(body.token));
  expect(claims.access, what).toEqual(grantOf(caller));
  expect(claims, what).toMatchObject({ iss: 'cyberdock', aud: 'cyberdock' });
  expect(claims.sub === '', what).toBe(caller.is === 'anonymous');
  expect((claims.exp ?? 0) - (claims.iat ?? 0), what).toBe(body.expires_in);
  const scope = grantOf(caller).map(({ type, name, actions }) => `${type}:${name}:${actions.join(',')}`);
  expect(body.scope, what).toBe(scope.join(' '));
}

function checkRefused(what: string, answer: Answer): void {
  expect(answer.status, `${what}: ${answer.body}`).toBe(401);
  expect(answer.header('www-authenticate'), what).toMatch(/^Basic realm="/);
  expect(String(answer.body), what).not.toContain('"token"');
  expect(JSON.parse(String(answer.body)), what).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
}

describe('the token endpoint gives what was asked for as far as the rights of who asks reach', () => {
  test.each([
    ['GET with a scope each', asked.map((scope) => `&scope=${encodeURIComponent(scope)}`).join('')],
    ['GET with one scope of many', `&scope=${encodeURIComponent(asked.join(' '))}`],
  ])('by %s', async (_, query) => {
    for (const [name, caller] of callers) {
      const path = `/auth/token?service=cyberdock${query}`;
      const answer = await guarded.current.http.request({ path, headers: caller.headers });
      if (isLetIn(caller)) checkGiven(name, answer, caller);
      else checkRefused(name, answer);
    }
  });

  test('by POST of a name and a password, whatever else comes with it', async () => {
    for (const [name, caller] of callers) {
      const { signsInWith } = caller;
      // An empty password is compared too: of those who have none, some are enough.
      if (!signsInWith && !name.startsWith('anonymous')) continue;
      const form = {
        grant_type: 'password',
        service: 'cyberdock',
        client_id: 'test',
        scope: asked.join(' '),
        ...(signsInWith && { username: signsInWith.name, password: signsInWith.secret }),
      };
      const answer = await post(guarded.current.http, form, caller.headers);
      if (signsInWith && isLetIn(caller)) checkGiven(name, answer, caller);
      else checkRefused(name, answer);
    }
  });

  test('by POST of a refresh token, for as long as whoever got it may come in', async () => {
    for (const [name, caller] of callers) {
      const { signsInWith } = caller;
      const path = '/auth/token?service=cyberdock&offline_token=true';
      const first = await guarded.current.http.request({ path, headers: caller.headers });
      if (!isLetIn(caller)) {
        checkRefused(name, first);
        continue;
      }
      const { refresh_token: text } = JSON.parse(String(first.body)) as { refresh_token?: string };
      // Who has not signed in has nothing to come back with.
      expect(text !== undefined, name).toBe(signsInWith !== undefined);
      if (text === undefined) continue;
      const form = {
        grant_type: 'refresh_token',
        service: 'cyberdock',
        scope: asked.join(' '),
        refresh_token: text,
      };
      const answer = await post(guarded.current.http, form, {});
      checkGiven(name, answer, caller);
      expect(JSON.parse(String(answer.body))).toMatchObject({ refresh_token: text });
    }
  });

  test('and a session of the dashboard is no way to a token', async () => {
    const cookie = callers.get('the cookie of a session in place of a token')?.headers.cookie ?? '';
    const text = cookie.split(/[=;]/)[1] ?? '';
    expect(text).toMatch(/^cds_/);
    const forms: Record<string, string>[] = [
      { grant_type: 'refresh_token', refresh_token: text },
      { grant_type: 'password', username: 'root', password: text },
      { grant_type: 'password' },
    ];
    for (const form of forms)
      checkRefused(JSON.stringify(form), await post(guarded.current.http, form, { cookie }));
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('and %s is not one of its methods', async (method) => {
    for (const [name, { headers }] of callers) {
      const answer = await guarded.current.http.request({ method, path: '/auth/token', headers });
      expect(answer.status, name).toBe(405);
      expect(answer.header('allow'), name).toBe('GET, HEAD, POST');
    }
  });

  test('and HEAD is answered as GET, without a body and without giving a refresh token', async () => {
    const { http, server, account } = guarded.current;
    const headers = { authorization: account('head').authorization };
    const given = () =>
      server.auth.database.all(server.auth.database.query.selectFrom('refresh_token').selectAll());
    const before = given().length;
    const answer = await http.request({ method: 'HEAD', path: '/auth/token?offline_token=true', headers });
    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(0);
    expect(given()).toHaveLength(before);
  });
});

async function post(
  http: HttpClient,
  form: Record<string, string>,
  headers: Record<string, string>,
): Promise<Answer> {
  return await http.request({
    method: 'POST',
    path: '/auth/token',
    headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
}
