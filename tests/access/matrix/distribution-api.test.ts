import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../../lib/registry/routes';
import { digestOf } from '../../harness/content';
import { withGuardedRegistry } from '../fixture/guarded-registry';
import { type Asked, problemsOf } from './ask';
import { type Caller, isComparedByBcrypt, makeCallers, rules } from './callers';
import { type Endpoint, endpoints, layer, lentBy, manifest } from './endpoints';
import { type Expected, refusalOf } from './model';
import { type Place, places } from './places';

const guarded = withGuardedRegistry(rules, { CYBERDOCK_ACCESS_ANONYMOUS_PULL: 'public/**' });
let callers = new Map<string, Caller>();
let cases = 0;
const covered = new Set<string>();

const holding = places.filter(({ holds }) => holds);

beforeAll(async () => {
  const { repository, server } = guarded.current;
  for (const place of holding) {
    const { name } = place;
    await repository(name).pushBlob(lentBy(place));
    await repository(name).pushImage('v1', [layer]);
  }
  callers = await makeCallers(guarded.current);
  server.auth.rules.add(
    { effect: 'deny', subjects: ['everyone'], repositories: ['sealed/**'], actions: [...actions] },
    'test',
  );
});
const actions = ['pull', 'push', 'retag', 'delete', 'administer'] as const;

/** HEAD is answered wherever GET is, alike. */
const asked: Endpoint[] = endpoints.flatMap((endpoint) =>
  endpoint.method === 'GET' ? [endpoint, { ...endpoint, method: 'HEAD' }] : [endpoint],
);

/** Sends one request of every endpoint about every place. @returns what is wrong with the answers */
async function problemsFor(caller: Caller): Promise<string[]> {
  // All at once: a password that comes many times at once is compared once.
  const turns = pLimit(isComparedByBcrypt(caller) ? 1_000 : 16);
  const http = [0, 1, 2, 3, 4].map(() => guarded.current.client());
  const ask = (index: number, title: string, request: Asked, expected: Expected) =>
    turns(async () => {
      cases += 1;
      const client = http[index % http.length];
      if (client === undefined) throw new Error('no client');
      const found = await problemsOf(client, caller, request, expected);
      return found.map((problem) => `${title}: ${problem}`);
    });
  const found: Promise<string[]>[] = [];
  for (const endpoint of asked) {
    const about = endpoint.route.includes('{name}') ? places : [undefined];
    for (const place of about) {
      const { request, expected } = await requestOf(caller, endpoint, place);
      covered.add(`${endpoint.method} ${endpoint.route}`);
      const title = `${endpoint.method} ${request.path}${endpoint.what ? ` (${endpoint.what})` : ''}`;
      found.push(ask(found.length, title, request, expected));
    }
  }
  for (const { method, path, expected } of outsiders()) {
    found.push(ask(found.length, `${method} ${path}`, { method, path }, expected));
  }
  return (await Promise.all(found)).flat();
}

async function requestOf(
  caller: Caller,
  endpoint: Endpoint,
  place: Place | undefined,
): Promise<{ request: Asked; expected: Expected }> {
  const { method, headers, body } = endpoint;
  const path = endpoint.path.replace('{name}', place?.name ?? '');
  const refusal = refusalOf(caller, endpoint.question, place);
  if (refusal) return { request: { method, path, headers, body }, expected: refusal };
  const expected = endpoint.granted(caller, place as Place);
  const prepared = place && (await endpoint.prepare?.(guarded.current, place));
  return { request: { method, path, headers, body, ...prepared }, expected };
}

/** Paths that are no endpoint, and methods that endpoints do not have: the answer is the same for everybody. */
function outsiders(): { method: string; path: string; expected: Expected }[] {
  const nowhere = [
    '/v2/team/app',
    '/v2/team/app/manifests/',
    '/v2/team/app/tags',
    '/v2/team/app/tags/list/',
    '/v2/sealed/app/manifests',
    '/v2/sealed/app/blobs/',
    '/v2/_catalog/',
    '/v2/_ping',
    '/v2//',
    '/v1/',
  ].flatMap((path) =>
    ['GET', 'DELETE'].map((method) => ({
      method,
      path,
      expected: { status: 404, code: 'UNSUPPORTED' },
    })),
  );
  const templates = [...new Set(routes.map(({ template }) => template))];
  const wrong = templates.flatMap((template) => {
    const known = new Set(routes.filter((route) => route.template === template).map(({ method }) => method));
    if (known.has('GET')) known.add('HEAD');
    const path = template
      .replace('{name}', 'sealed/app')
      .replace('{reference}', 'v1')
      .replace('{digest}', digestOf(layer))
      .replace('{upload}', '00000000-0000-4000-8000-000000000000');
    return tried
      .filter((method) => !known.has(method))
      .map((method) => ({ method, path, expected: { status: 405, code: 'UNSUPPORTED' } }));
  });
  return [...nowhere, ...wrong];
}
const tried = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

describe('every request of the distribution API is answered as its caller’s rights have it', () => {
  test.each([
    ['who has not signed in', (caller: Caller) => caller.is === 'anonymous'],
    ['who is let in by nothing that they send', (caller: Caller) => caller.is === 'refused'],
    ['who has signed in with a name', (caller: Caller) => caller.is === 'account' && !caller.hasToken],
    ['who has a bearer token', (caller: Caller) => caller.is === 'account' && caller.hasToken],
  ])('to %s', async (_, isMeant) => {
    const meant = [...callers].filter(([, caller]) => isMeant(caller));
    expect(meant.length).toBeGreaterThan(2);
    const problems: string[] = [];
    for (const [name, caller] of meant) {
      const found = await problemsFor(caller);
      problems.push(...found.map((problem) => `${name}: ${problem}`));
    }
    expect(problems).toEqual([]);
  });

  test('and no request that was refused has changed anything', async () => {
    const { server, repository } = guarded.current;
    for (const { id } of server.auth.rules.book.rules)
      if (id.startsWith('rule ')) server.auth.rules.remove(id);
    for (const { name } of holding) {
      expect((await repository(name).getManifest('v1')).body.equals(manifest), name).toBe(true);
      expect((await repository(name).getBlob(digestOf(layer))).body.equals(layer), name).toBe(true);
    }
    expect(await repository('sealed/app').tags()).toEqual(['v1']);
    expect(await repository('public/none').tags()).toBeUndefined();
    expect(await repository('sealed/none').tags()).toBeUndefined();
  });

  test('and no route is left out, of those that the registry has', () => {
    const missing = routes.map(({ method, template }) => `${method} ${template}`);
    expect(missing.filter((route) => !covered.has(route))).toEqual([]);
    expect(cases).toBeGreaterThan(1_000);
  });
});

afterAll(() => console.log(`${cases} requests of ${callers.size} callers`));
