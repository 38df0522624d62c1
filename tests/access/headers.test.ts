import { beforeAll, describe, expect, test } from 'vitest';
import {
  RawConnection,
  type RawRequest,
  type RawResponse,
  rawRequest,
  requestHead,
} from '../harness/raw-http';
import { basicHeader, type SignIn, withGuardedRegistry } from './fixture/guarded-registry';

const guarded = withGuardedRegistry([
  { subjects: ['user:reader'], repositories: ['team/**'], actions: ['pull', 'push'] },
]);
const target = '/v2/team/app/manifests/v1';
let reader: SignIn;
let bearer: string;

beforeAll(async () => {
  const { account, repository } = guarded.current;
  await repository('team/app').pushImage('v1', [Buffer.from('headers')]);
  await repository('sealed/app').pushImage('v1', [Buffer.from('sealed')]);
  reader = account('reader');
  bearer = `Bearer ${await guarded.current.bearer(reader.authorization, 'repository:team/app:pull')}`;
});

const ask = (request: Partial<RawRequest>) =>
  rawRequest(guarded.current.port, { target, ...request } as RawRequest);
const withHeaders = (...headers: [string, string][]) => ask({ headers });

/** A refusal that says nothing but where to sign in: one challenge, one line, no header that somebody slipped in. */
function expectChallenge(answer: RawResponse, error?: string): void {
  expect(answer.status).toBe(401);
  const challenges = answer.headers.filter(([name]) => name.toLowerCase() === 'www-authenticate');
  expect(challenges).toHaveLength(1);
  const parts = /^Bearer realm="([^"\s]+)",service="cyberdock"(?:,scope="([^"]*)")?(?:,error="(\w+)")?$/.exec(
    challenges[0]?.[1] ?? '',
  );
  expect(parts, challenges[0]?.[1]).not.toBeNull();
  const realm = new URL(parts?.[1] ?? '');
  expect(realm.pathname).toBe('/auth/token');
  expect([realm.search, realm.hash, realm.username]).toEqual(['', '', '']);
  expect(parts?.[3]).toBe(error);
  const names = answer.headers.map(([name]) => name.toLowerCase());
  expect(names.filter((name) => name.startsWith('x-evil') || name === 'set-cookie')).toEqual([]);
}

describe('an Authorization header', () => {
  test.each([
    ['Basic', (header: string) => header],
    ['in small letters', (header: string) => header.replace('Basic', 'basic')],
    ['in capitals', (header: string) => header.replace('Basic', 'BASIC')],
    ['with spaces around it', (header: string) => `  ${header}   `],
    ['with two spaces inside', (header: string) => header.replace(' ', '  ')],
    ['without the padding of base64', (header: string) => header.replace(/=+$/, '')],
  ])('lets in: %s', async (_, change) => {
    expect((await withHeaders(['Authorization', change(reader.authorization)])).status).toBe(200);
    expect((await withHeaders(['authorization', change(reader.authorization)])).status).toBe(200);
    const spelled = change(bearer.replace('Bearer', 'Basic')).replace(/basic/i, 'bEARER');
    expect((await withHeaders(['AUTHORIZATION', spelled])).status).toBe(200);
  });

  test('that comes twice lets nobody in, whichever of the two is good', async () => {
    const [good, bad] = [reader.authorization, basicHeader('reader', 'cdt_wrong')];
    for (const [first, second] of [
      [good, bad],
      [bad, good],
      [good, good],
      [good, ''],
      ['', good],
      [bearer, good],
    ] as const) {
      const headers: [string, string][] = [
        ['Authorization', first],
        ['Authorization', second],
      ];
      expectChallenge(await ask({ headers }));
      const token = await ask({ target: '/auth/token?scope=repository:team/app:pull', headers });
      expect(token.status).toBe(401);
      expectChallenge(await ask({ headers: [headers[0], ['Accept', '*/*'], headers[1]] as typeof headers }));
    }
  });

  test.each([
    ['a tab in the place of the space', (good: string) => good.replace(' ', '\t')],
    ['no space', (good: string) => good.replace(' ', '')],
    ['two schemes in one', (good: string) => `${good}, Bearer x`],
    ['a scheme before the scheme', (good: string) => `Basic ${good}`],
    ['a word behind it', (good: string) => `${good} admin`],
    ['characters that are not of base64', (good: string) => `${good}*`],
    ['a scheme alone', () => 'Basic'],
    ['an empty value', () => 'Basic  '],
    ['a name alone', () => `Basic ${Buffer.from('reader').toString('base64')}`],
    ['the secret alone', () => `Basic ${Buffer.from(reader.secret).toString('base64')}`],
    ['another scheme', () => 'Negotiate YII='],
    ['a Digest', () => 'Digest username="reader", realm="x", nonce="x", uri="/v2/", response="x"'],
    ['a name with a zero byte', () => basicHeader('reader\0', reader.secret)],
    ['a name with a line break', () => basicHeader('reader\r\n', reader.secret)],
    ['bytes that are no UTF-8', () => `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}`],
    ['15,000 characters', () => `Basic ${'A'.repeat(15_000)}`],
    ['15,000 spaces', () => `Basic${' '.repeat(15_000)}x`],
    ['10,000 commas', () => `Bearer ${','.repeat(10_000)}`],
  ])('of %s is refused as any other', async (_, make) => {
    const header = make(reader.authorization);
    expectChallenge(
      await withHeaders(['Authorization', header]),
      /^bearer /i.test(header) ? 'invalid_token' : undefined,
    );
  });

  test('that is larger than headers may be is refused by the server itself', async () => {
    expect((await withHeaders(['Authorization', `Basic ${'A'.repeat(20_000)}`])).status).toBe(431);
  });

  test.each([
    'Authorization: Basic YTpi\r\n x',
    'Authorization : Basic YTpi',
    'Authorization: Basic YTpi\0',
    'Authorization: Basic YTpi\rX-Evil: 1',
    '\tAuthorization: Basic YTpi',
  ])('in a head that is malformed is answered 400: %j', async (line) => {
    const connection = await RawConnection.open(guarded.current.port);
    await connection.send(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n${line}\r\n\r\n`);
    expect((await connection.response()).status).toBe(400);
    connection.destroy();
  });

  test('is the only header that lets in', async () => {
    for (const name of [
      'Proxy-Authorization',
      'X-Authorization',
      'Authorization_',
      'X-Auth-Token',
      'X-Registry-Auth',
      'WWW-Authenticate',
      'Cookie',
    ])
      expectChallenge(await withHeaders([name, reader.authorization]));
    for (const name of ['X-Forwarded-User', 'X-Remote-User', 'Remote-User', 'X-Forwarded-Email', 'From'])
      expectChallenge(await withHeaders([name, 'root']));
    for (const query of [
      `access_token=${bearer.slice(7)}`,
      `token=${reader.secret}`,
      `Authorization=${bearer}`,
    ])
      expectChallenge(await ask({ target: `${target}?${encodeURI(query)}` }));
    const { port } = guarded.current;
    expectChallenge(await ask({ target: `http://reader:${reader.secret}@127.0.0.1:${port}${target}` }));
  });
});

describe('the challenge', () => {
  test.each([
    'evil.example"',
    'evil.example",service="other',
    'evil.example/auth',
    'evil.example?x=',
    'evil.example#',
    'user@evil.example',
    'evil example',
    "evil.example'",
    'evil.example\\',
    '[::1',
    '[::1]]',
    'evil.example:99999',
    'evil.example:5000:5000',
    '999.999.999.999',
    'évil.example',
    '',
    'a'.repeat(300),
    '<script>',
    '%0d%0aX-Evil: 1',
  ])('is well formed whatever host was asked for: %j', async (host) => {
    const answer = await ask({ headers: [['Host', host]] });
    if (answer.status === 400) return; // Node's own refusal.
    expectChallenge(answer);
    expect(answer.header('www-authenticate')).not.toMatch(/evil|example|script/i);
    expect(answer.header('www-authenticate')).toContain(`realm="http://127.0.0.1:${guarded.current.port}/`);
  });

  test('is well formed whatever a proxy that is trusted says', async () => {
    for (const [name, value] of [
      ['X-Forwarded-Host', 'evil.example"'],
      ['X-Forwarded-Host', 'evil.example/x'],
      ['X-Forwarded-Proto', 'javascript'],
      ['X-Forwarded-Proto', 'https"'],
      ['X-Forwarded-For', '"><script>'],
      ['Forwarded', 'host="evil.example\\"";proto=https'],
    ] as const)
      expectChallenge(await withHeaders([name, value]));
  });

  test('names the host that the client used, and two hosts are none', async () => {
    const named = await withHeaders(['Host', 'registry.example.com']);
    expect(named.header('www-authenticate')).toContain('realm="http://registry.example.com/auth/token"');
    const twice = await ask({
      headers: [
        ['Host', 'registry.example.com'],
        ['Host', 'evil.example'],
      ],
    });
    if (twice.status !== 400) expectChallenge(twice);
    expect(String(twice.header('www-authenticate'))).not.toContain('evil');
  });

  test.each([
    'te"am/app',
    'te%22am/app',
    'team/app%0d%0aX-Evil:%201',
    'team/app%0aX-Evil:%201',
    'team/app",scope="repository:sealed/app:pull',
    'team/app%22,error=%22x',
    'team/app:pull repository:sealed/app',
    'team/%C3%A4pp',
    'team/app%5C',
    'Team/App',
    'team/app,team/other',
    '*',
    'team/*',
    'a/'.repeat(200).concat('b'),
  ])('does not repeat a name that no repository can have: %j', async (name) => {
    const answer = await ask({ target: `/v2/${name}/manifests/v1` });
    expect(answer.headers.map(([header]) => header.toLowerCase())).not.toContain('x-evil');
    // A request line that is malformed; a line break, which no part of a path has.
    if (answer.status === 400 || answer.status === 404) return;
    expectChallenge(answer);
    expect(answer.header('www-authenticate')).not.toContain('scope=');
  });

  test.each(['a"b', '%0d%0aX-Evil:%201', 'team/app%22%20evil=%22', '*', '..', 'team/app:push,delete'])(
    'does not repeat such a name of a repository to mount from: %j',
    async (from) => {
      const path = `/v2/team/app/blobs/uploads/?mount=sha256:${'a'.repeat(64)}&from=${from}`;
      const answer = await ask({ method: 'POST', target: path, headers: [['Content-Length', '0']] });
      expectChallenge(answer);
      expect(answer.header('www-authenticate')).toContain('scope="repository:team/app:pull,push"');
    },
  );
});

describe('who may pull from team/** gets nothing else by a path', () => {
  const sealed = '/manifests/v1';
  test.each([
    `team/../sealed/app${sealed}`,
    `team/%2e%2e/sealed/app${sealed}`,
    `team/%2E%2E/sealed/app${sealed}`,
    `team/..%2fsealed/app${sealed}`,
    `team/./../sealed/app${sealed}`,
    `./sealed/app${sealed}`,
    `/sealed/app${sealed}`,
    `team//../sealed/app${sealed}`,
    `team/app/../../sealed/app${sealed}`,
    `team\\..\\sealed/app${sealed}`,
    `team%5c..%5csealed/app${sealed}`,
    `team/app%00/../../sealed/app${sealed}`,
    `team;/sealed/app${sealed}`,
    `team/%252e%252e/sealed/app${sealed}`,
    `team/app/manifests/../../../sealed/app${sealed}`,
    `team/app/manifests/..%2f..%2f..%2fsealed%2fapp%2fmanifests%2fv1`,
    `team/app/blobs/../../../sealed/app${sealed}`,
    `team/app/referrers/../../../sealed/app${sealed}`,
    `sealed/app${sealed}?name=team/app`,
    `sealed/app${sealed}#/team/app`,
    `SEALED/app${sealed}`,
  ])('%s', async (path) => {
    for (const authorization of [reader.authorization, bearer]) {
      for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
        const answer = await ask({
          method,
          target: `/v2/${path}`,
          headers: [
            ['Authorization', authorization],
            ['Content-Length', '0'],
          ],
        });
        expect([400, 401, 403, 404, 405], `${method} ${answer.status}`).toContain(answer.status);
        expect(String(answer.body)).not.toContain('schemaVersion');
      }
    }
    expect(await guarded.current.repository('sealed/app').tags()).toEqual(['v1']);
  });
});

test('nothing that was sent with a refused request is taken for the next one', async () => {
  const connection = await RawConnection.open(guarded.current.port);
  const smuggled = requestHead({ target, headers: [['Authorization', reader.authorization]] });
  await connection.send(
    requestHead({
      method: 'PUT',
      target,
      headers: [['Content-Length', String(smuggled.length)]],
    }) + smuggled,
  );
  expectChallenge(await connection.response('PUT'));
  await connection.closed;
  expect(connection.unreadBytes).toBe(0);
});
