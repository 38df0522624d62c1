import { expect, test } from 'vitest';
import { mediaTypes } from '../harness/content';
import { RawConnection, rawRequest, requestHead } from '../harness/raw-http';
import { expectRefusal, expectRegistryAnswer } from '../harness/registry-answer';
import { startTestServer } from './server';

// Next redirects, rewrites and answers HTML long before a route handler sees a request. No client of a
// registry follows a redirect of a POST with a body, and none reads HTML.

const server = startTestServer();

test.each(['/v2/', '/v2'])('%s answers 200 without a redirect', async (target) => {
  for (const method of ['GET', 'HEAD']) {
    const answer = await rawRequest(server.port, { method, target });
    expect(answer.status).toBe(200);
    expect(answer.header('docker-distribution-api-version')).toBe('registry/2.0');
    expect(answer.header('location')).toBeUndefined();
  }
});

test.each(['/v2/team/app/blobs/uploads/', '/v2/team/app/blobs/uploads'])(
  'POST of %s opens an upload session without a redirect',
  async (target) => {
    const answer = await rawRequest(server.port, { method: 'POST', target, body: '' });
    expect(answer.status).toBe(202);
    expect(answer.header('refresh')).toBeUndefined();
    const location = answer.header('location') ?? '';
    expect(location).toMatch(/^\/v2\/team\/app\/blobs\/uploads\/[0-9a-f-]{36}$/);
    const cancelled = await rawRequest(server.port, { method: 'DELETE', target: location });
    expect(cancelled.status).toBe(204);
  },
);

test('a repository and a tag that are Next words are served like any other', async () => {
  for (const name of [
    'index/index',
    'app/page.rsc',
    'api/v1',
    'next/data.json',
    'rsc/rsc',
    'favicon.ico/x',
  ]) {
    for (const tag of ['index', 'page.rsc', 'index.html', '_rsc', 'x.json', '__nextjs']) {
      const repository = server.repository(name);
      const { digest } = await repository.pushImage(tag, [Buffer.from('layer')]);
      const answer = await repository.getManifest(tag);
      expect(answer.status, `${name}:${tag}`).toBe(200);
      expect(answer.header('docker-content-digest')).toBe(digest);
    }
  }
});

test.each([
  ['the RSC header', [['RSC', '1']]],
  [
    'the RSC and router state headers',
    [
      ['RSC', '1'],
      ['Next-Router-State-Tree', '%5B%22%22%5D'],
      ['Next-Router-Prefetch', '1'],
      ['Next-Url', '/'],
    ],
  ],
  ['the header of a server action', [['Next-Action', '0'.repeat(40)]]],
  ['the header of a nested middleware request', [['x-middleware-subrequest', 'middleware:middleware']]],
  [
    'the headers of a data request',
    [
      ['x-nextjs-data', '1'],
      ['purpose', 'prefetch'],
    ],
  ],
  [
    'a header that overrides the method',
    [
      ['X-HTTP-Method-Override', 'DELETE'],
      ['X-HTTP-Method', 'DELETE'],
    ],
  ],
  [
    'the headers of a rewrite',
    [
      ['x-middleware-rewrite', '/'],
      ['x-invoke-path', '/'],
      ['x-matched-path', '/'],
    ],
  ],
  [
    'forwarding headers',
    [
      ['X-Forwarded-Host', 'evil.example'],
      ['X-Forwarded-Proto', 'https'],
      ['X-Forwarded-Port', '1'],
    ],
  ],
] as [string, [string, string][]][])('%s changes nothing', async (_, headers) => {
  const { digest, manifest } = await server.repository('team/plain').pushImage('v1', [Buffer.from('layer')]);
  const answer = await rawRequest(server.port, { target: '/v2/team/plain/manifests/v1', headers });
  expect(answer.status).toBe(200);
  expect(answer.header('content-type')).toBe(mediaTypes.manifest);
  expect(answer.header('docker-content-digest')).toBe(digest);
  expect(answer.body.equals(manifest)).toBe(true);
  expect(answer.header('vary') ?? '').not.toMatch(/rsc|next/i);

  const post = await rawRequest(server.port, {
    method: 'POST',
    target: '/v2/team/plain/blobs/uploads/',
    headers,
    body: '',
  });
  expect(post.status).toBe(202);
  expect(post.header('location')).toMatch(/^\/v2\/team\/plain\/blobs\/uploads\//);
});

test.each([
  '/v2/team/plain/manifests/v1?_rsc=abc',
  '/v2/team/plain/manifests/v1?path=x&nxtPpath=y',
  '/v2/team/plain/manifests/v1?__nextDataReq=1',
])('the query of %s changes nothing', async (target) => {
  const { manifest } = await server.repository('team/plain').pushImage('v1', [Buffer.from('layer')]);
  const answer = await rawRequest(server.port, { target });
  expect(answer.status).toBe(200);
  expect(answer.body.equals(manifest)).toBe(true);
});

const strangeTargets = [
  ...['/v2/index', '/v2/index.html', '/v2/index.rsc', '/v2/.rsc', '/v2/_catalog.rsc', '/v2/x.rsc', '/v2/x'],
  ...[
    '/v2/%zz',
    '/v2/%',
    '/v2/team/app/tags/list/%',
    '/v2/team/app/manifests/%e0%a4%a',
    '/v2/%c0%ae%c0%ae/x',
  ],
  ...[
    '/v2//',
    '//v2/',
    '/v2//_catalog',
    '/v2/team//app/tags/list',
    '/v2/team/app//tags/list',
    '/v2/_catalog//',
  ],
  ...[
    '/v2\\',
    '/v2/\\',
    '/v2/team\\app/tags/list',
    '/v2/..\\_catalog',
    '/v2/%5c',
    '/v2/team%5capp/tags/list',
  ],
  ...[
    '/v2/./_catalog',
    '/v2/team/../team/tags/list',
    '/v2/%2e%2e/',
    '/v2/%2e%2e%2fapi',
    '/v2/team%2fapp/tags/list',
  ],
  ...[
    '/v2/team/app/tags',
    '/v2/team/app/tags/list/',
    '/v2/_catalog/',
    '/v2/team/app/manifests/',
    '/v2/team/app/blobs/',
  ],
  ...[
    '/v2/team/app/manifests',
    '/v2/team/app/blobs',
    '/v2/team/app/referrers/',
    '/v2/team/app/blobs/uploads/x/',
  ],
  ...['/v2/team/app/nothing', '/v2/_next/static/x.js', '/v2/_next/data', '/v2/favicon.ico', '/v2/api/v1/x'],
  ...['/v2/%00', '/v2/a%00b/tags/list', '/v2/%0d%0aLocation:%20x/tags/list', '/v2/%F0%9F%90%B3/x'],
  ...['/v2/?', '/v2/#', '/v2/?%zz', '/v2/?a=%', '/v2/_catalog?n=%zz', '/v2?//', '/v2/?/\\'],
];

test.each(strangeTargets)('%j answers as a registry, never as a web site', async (target) => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const body = /^P/.test(method) ? 'x' : undefined;
    const answer = await rawRequest(server.port, {
      method,
      target: Buffer.from(target).toString('latin1'),
      body,
    });
    // `//v2/` is not below /v2: what answers it may be the dashboard, but not with a redirect into the registry.
    if (target === '//v2/') expect(answer.header('location') ?? '').not.toMatch(/^\/v2/);
    else expectRegistryAnswer(answer, method);
  }
});

test.each(['//', '\\', '/\\', '\\/'])('%j in a path is refused, not redirected', async (slashes) => {
  for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
    const body = method === 'GET' || method === 'DELETE' ? undefined : '';
    const answer = await rawRequest(server.port, {
      method,
      target: `/v2/team${slashes}app/blobs/uploads/`,
      body,
    });
    expectRefusal(answer, [400, 404, 405]);
  }
});

test('a malformed escape is refused with 400', async () => {
  for (const target of ['/v2/%zz', '/v2/team/app/manifests/%', '/v2/team/app/blobs/%g1/x']) {
    expectRefusal(await rawRequest(server.port, { target }), 400);
  }
});

test('a method that a path does not have is refused with 405, its Allow and JSON', async () => {
  const allowed: [string, string[]][] = [
    ['/v2/', ['GET', 'HEAD']],
    ['/v2/_catalog', ['GET']],
    ['/v2/team/app/tags/list', ['GET']],
    ['/v2/team/app/manifests/v1', ['GET', 'HEAD', 'PUT', 'DELETE']],
    [`/v2/team/app/blobs/sha256:${'0'.repeat(64)}`, ['GET', 'HEAD', 'DELETE']],
    ['/v2/team/app/blobs/uploads/', ['POST']],
    ['/v2/team/app/blobs/uploads/00000000-0000-4000-8000-000000000000', ['GET', 'PATCH', 'PUT', 'DELETE']],
    [`/v2/team/app/referrers/sha256:${'0'.repeat(64)}`, ['GET']],
  ];
  const methods = [
    'GET',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'PROPFIND',
    'MKCOL',
    'LOCK',
    'PURGE',
    'M-SEARCH',
  ];
  for (const [target, has] of allowed) {
    for (const method of methods.filter((method) => !has.includes(method))) {
      const answer = await rawRequest(server.port, { method, target, body: '' });
      expectRefusal(answer, 405, 'UNSUPPORTED', method);
      const allow = (answer.header('allow') ?? '').split(', ');
      for (const name of has) expect(allow, `${method} ${target}`).toContain(name);
      expect(allow).not.toContain(method);
    }
  }
});

test.each(['HACK', 'get', 'G\tET', 'GET\0'])(
  'the method %j, which HTTP does not know, is refused without HTML',
  async (method) => {
    const answer = await rawRequest(server.port, { method, target: '/v2/' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(String(answer.body)).not.toMatch(/<html/i);
  },
);

test('CONNECT and a request for another protocol never hang or get HTML', async () => {
  for (const head of [
    requestHead({ method: 'CONNECT', target: '127.0.0.1:80' }),
    requestHead({
      target: '/v2/',
      headers: [
        ['Connection', 'Upgrade'],
        ['Upgrade', 'websocket'],
      ],
    }),
  ]) {
    const connection = await RawConnection.open(server.port);
    await connection.send(head);
    await Promise.race([connection.arrived(1), connection.closed]);
    connection.destroy();
    expect(String(connection.received())).not.toMatch(/<html|101 Switching/i);
  }
});

test('an offer of HTTP/2 on the same connection, as curl and Java send it, is passed over', async () => {
  const headers: [string, string][] = [
    ['Connection', 'Upgrade, HTTP2-Settings'],
    ['Upgrade', 'h2c'],
    ['HTTP2-Settings', 'AAMAAABkAAQCAAAAAAIAAAAA'],
  ];
  const answer = await rawRequest(server.port, { target: '/v2/', headers });
  expect(answer.status).toBe(200);
  expect(answer.header('docker-distribution-api-version')).toBe('registry/2.0');
});

test('a target with scheme and host is understood, as RFC 9112 asks', async () => {
  const answer = await rawRequest(server.port, { target: `http://127.0.0.1:${server.port}/v2/` });
  expect(answer.status).toBe(200);
  expect(answer.header('docker-distribution-api-version')).toBe('registry/2.0');
});

test('HTTP/1.0 is served', async () => {
  const connection = await RawConnection.open(server.port);
  await connection.send('GET /v2/ HTTP/1.0\r\n\r\n');
  expect((await connection.response()).status).toBe(200);
  connection.destroy();
});
