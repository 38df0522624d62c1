import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Exchange, prepareServer } from '@/lib/http/exchange';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { type DiagnosisEvent, type DiagnosisOptions, diagnose } from './diagnose';
import { parseChallenge } from './sign-in';

let registry: PlainRegistry;

beforeAll(async () => {
  registry = await startPlainRegistry();
});
afterAll(() => registry.close());

/** Answers a request itself and says so, or lets the registry answer. */
type Front = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The registry, with what a server has besides it, behind something that may do anything. */
async function startFront(front: Front): Promise<{ url: URL; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    if (front(request, response)) return;
    const exchange = new Exchange(request, response);
    if (request.url === '/api/v1/connection') {
      response.end(JSON.stringify(registry.server.forwarding.report(exchange)));
    } else if (request.url === '/healthz/pieces') {
      response.write('first\n');
      const last = setTimeout(() => response.end('last\n'), 4_000);
      response.once('close', () => clearTimeout(last));
    } else {
      registry.server.registry(exchange).catch((error) => response.destroy(error));
    }
  });
  prepareServer(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), requests };
}

async function examine(front: Front, options: Partial<DiagnosisOptions> = {}) {
  const { url, requests } = await startFront(front);
  const events: DiagnosisEvent[] = [];
  const { signal } = new AbortController();
  const short = { bodyBytesMax: 2 * 1024 ** 2, pauseMs: 50, observeMs: 2_000 };
  for await (const event of diagnose({ url, repository: 'team/doctor', signal, ...short, ...options })) {
    events.push(event);
  }
  const faults = events.flatMap((event) => (event.kind === 'fault' ? [event] : []));
  return { url, requests, events, faults, codes: faults.map(({ code }) => code) };
}

const nothing: Front = () => false;

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): true {
  const version = { 'Docker-Distribution-API-Version': 'registry/2.0' };
  response.writeHead(status, { 'Content-Type': 'application/json', ...version, ...headers });
  response.end(JSON.stringify(body));
  return true;
}

const credentials = { user: 'alice', password: 's3cret:with/colon' };
const basic = `Basic ${Buffer.from('alice:s3cret:with/colon').toString('base64')}`;
const unauthorized = { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] };

/** Lets in who has a token, which it gives to alice. @param realm where it sends clients for it */
function withTokens(realm: (request: IncomingMessage) => string): Front {
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry');
    const { authorization } = request.headers;
    if (pathname === '/auth/token') {
      const isRight = authorization === basic && searchParams.get('service') === 'registry';
      const rights = searchParams.get('scope') === 'repository:team/doctor:pull,push,delete';
      return isRight && rights
        ? answer(response, 200, { token: 'a.b.c' })
        : answer(response, 401, unauthorized);
    }
    if (!pathname.startsWith('/v2') || authorization === 'Bearer a.b.c') return false;
    const challenge = `Bearer realm="${realm(request)}",service="registry"`;
    return answer(response, 401, unauthorized, { 'WWW-Authenticate': challenge });
  };
}

const ownRealm = ({ headers }: IncomingMessage) => `http://${headers.host}/auth/token`;

describe('diagnose', () => {
  test('finds nothing wrong where nothing is, and tells each check', async () => {
    const { codes, events } = await examine(nothing);
    expect(codes).toEqual([]);
    expect(events).toHaveLength(10);
    expect(events.every((event) => event.kind === 'check' && event.outcome === 'well')).toBe(true);
  });

  test('signs in with the token flow, and with a password in each request', async () => {
    expect((await examine(withTokens(ownRealm), { credentials })).codes).toEqual([]);
    const withPassword: Front = (request, response) =>
      request.url?.startsWith('/v2') && request.headers.authorization !== basic
        ? answer(response, 401, unauthorized, { 'WWW-Authenticate': 'Basic realm="registry"' })
        : false;
    expect((await examine(withPassword, { credentials })).codes).toEqual([]);
  });

  test('names a password that is wrong, and one that is missing, and tries nothing more', async () => {
    for (const given of [{ ...credentials, password: 'wrong' }, undefined]) {
      const { codes, events } = await examine(withTokens(ownRealm), { credentials: given });
      expect(codes).toEqual(['sign-in']);
      expect(events.filter((event) => event.kind === 'check' && event.outcome === 'skipped')).toHaveLength(8);
    }
  });

  test.each([
    ['scheme', 'https://127.0.0.1:1/auth/token', 'scheme-lost'],
    ['host', 'http://inner.invalid:5000/auth/token', 'host-lost'],
  ])('names a challenge with the wrong %s, and sends the password there never', async (_, realm, code) => {
    const { faults, requests } = await examine(
      withTokens(() => realm),
      { credentials },
    );
    expect(faults).toMatchObject([{ code, detail: expect.stringContaining(new URL(realm).origin) }]);
    expect(requests.some(({ headers }) => headers.authorization === basic)).toBe(true);
  });

  test('names a challenge that does not arrive', async () => {
    const { faults } = await examine((request, response) =>
      request.url === '/v2/' ? answer(response, 401, unauthorized) : false,
    );
    expect(faults).toMatchObject([
      { code: 'header-dropped', detail: expect.stringContaining('WWW-Authenticate') },
    ]);
  });

  test('names a user who may not push', async () => {
    const denied = { errors: [{ code: 'DENIED', message: 'alice may not push to team/doctor' }] };
    const { faults } = await examine((request, response) =>
      request.method === 'POST' ? answer(response, 403, denied) : false,
    );
    expect(faults).toMatchObject([
      { code: 'not-allowed', detail: '403, DENIED: alice may not push to team/doctor' },
    ]);
  });

  test('names bodies without a length that are refused', async () => {
    const { codes } = await examine((request, response) =>
      request.headers['transfer-encoding'] === 'chunked' && request.method === 'PATCH'
        ? answer(response, 411, {})
        : false,
    );
    expect(codes).toEqual(['chunks-refused']);
  });

  test('names a body of which a part is lost', async () => {
    const { codes } = await examine((request, response) => {
      if (request.method !== 'PATCH' || request.headers['content-length'] !== String(2 * 1024 ** 2))
        return false;
      request.resume().once('end', () => answer(response, 202, {}, { Range: '0-99' }));
      return true;
    });
    expect(codes).toEqual(['body-changed']);
  });

  test('names a client that is never told to go on', async () => {
    const { faults } = await examine((request, response) => {
      if (request.headers.expect === undefined) return false;
      request.resume().once('end', () => answer(response, 202, {}));
      return true;
    });
    expect(faults).toMatchObject([{ code: 'expect-continue', detail: 'nothing came within 2 s' }]);
  });

  test('tells what stays when it may not take it away', async () => {
    const { codes, events } = await examine((request, response) =>
      request.method === 'DELETE' && !request.url?.includes('/uploads/') ? answer(response, 405, {}) : false,
    );
    expect(codes).toEqual([]);
    const left = events.filter((event) => event.kind === 'left');
    expect(left).toHaveLength(3);
    expect(left[0]).toMatchObject({
      path: expect.stringContaining('/manifests/sha256:'),
      why: expect.stringContaining('405'),
    });
  });

  test('names a connection that fails where nobody expected it, and goes on', async () => {
    const { faults, events } = await examine((request, response) => {
      if (request.method !== 'HEAD') return false;
      response.destroy();
      return true;
    });
    expect(faults).toMatchObject([{ check: 'push-and-pull', code: 'connection-failed' }]);
    expect(events.filter((event) => event.kind === 'check' && event.outcome === 'skipped')).toEqual([]);
  });
});

describe('parseChallenge', () => {
  test.each([
    ['Basic realm="x"', { scheme: 'basic', parameters: { realm: 'x' } }],
    ['bearer realm="a\\"b", service="s"', { scheme: 'bearer', parameters: { realm: 'a"b', service: 's' } }],
    ['Negotiate', undefined],
    ['Bearertoken', undefined],
    [undefined, undefined],
  ])('%s', (header, challenge) => {
    expect(parseChallenge(header)).toEqual(challenge);
  });
});
