import { expect, test } from 'vitest';
import { expectRefusal } from '../harness/registry-answer';
import { forgedTokens } from './fixture/forged-tokens';
import { withGuardedRegistry } from './fixture/guarded-registry';

const guarded = withGuardedRegistry([
  { subjects: ['user:reader'], repositories: ['team/**'], actions: ['pull', 'push', 'delete'] },
]);
const path = '/v2/team/app/manifests/v1';

test('a bearer token that this registry did not issue for this moment opens nothing, however it was made', async () => {
  const { server, account, bearer, client, repository } = guarded.current;
  await repository('team/app').pushImage('v1', [Buffer.from('forged')]);
  const { authorization } = account('reader');
  const good = await bearer(authorization, 'repository:team/app:pull,push,delete');
  expect((await client(`Bearer ${good}`).request({ path })).status).toBe(200);

  const forged = await forgedTokens(good, server.auth.database);
  expect(Object.keys(forged).length).toBeGreaterThan(30);
  for (const [what, token] of Object.entries(forged)) {
    const intruder = client(`Bearer ${token}`);
    for (const [method, target] of [
      ['GET', path],
      ['HEAD', path],
      ['GET', '/v2/'],
      ['GET', '/v2/_catalog'],
      ['POST', '/v2/team/app/blobs/uploads/'],
      ['DELETE', path],
    ] as const) {
      const answer = await intruder.request({ method, path: target });
      expect(answer.status, `a token ${what}: ${method} ${target} ${answer.body}`).toBe(401);
      expectRefusal(answer, 401, 'UNAUTHORIZED', method);
      expect(answer.header('www-authenticate'), what).toMatch(
        /^Bearer realm="[^"]+",.*error="invalid_token"$/,
      );
    }
    // Nor does it give another token.
    const asked = await intruder.request({ path: '/auth/token?scope=repository:team/app:pull' });
    expect(asked.status, what).toBe(401);
    expect(String(asked.body), what).not.toContain('"token"');
  }
  expect((await client(`Bearer ${good}`).request({ path })).status).toBe(200);
});

test('tokens of keys that do not exist cost the database at most a look a second', async () => {
  const { server, account, bearer, client } = guarded.current;
  const { authorization } = account('busy');
  const good = await bearer(authorization);
  const forged =
    (await forgedTokens(good, server.auth.database))['signed with a key that is not known'] ?? '';
  const { database } = server.auth;
  let looks = 0;
  const all = database.all.bind(database);
  database.all = (query) => {
    if (query.compile().sql.includes('signing_key')) looks += 1;
    return all(query);
  };
  const begunAt = performance.now();
  const intruder = client(`Bearer ${forged}`);
  for (let count = 0; count < 300; count += 1) await intruder.request({ path: '/v2/' });
  const seconds = (performance.now() - begunAt) / 1000;
  expect(looks).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
});
