import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { rawRequest, requestHead } from '../harness/raw-http';
import { until } from '../harness/until';
import { openSecurely } from './clients';
import { describeProxies, useGround } from './fixture';
import type { RunningProxy } from './proxy';
import { type Recorder, startRecorder } from './recorder';

// What a client says of itself must not get past a proxy: neither who it is, nor what it asked for.

type Headers = [name: string, value: string][];

const from = '127.0.0.9';

describeProxies('who asks', (kind) => {
  const ground = useGround();
  let recorder: Recorder;
  let proxy: RunningProxy;

  beforeAll(async () => {
    recorder = await startRecorder();
    proxy = await kind.start({ upstreamPort: recorder.port, certificate: ground.certificate });
  });
  afterAll(async () => {
    await proxy?.stop();
    await recorder?.stop();
  });
  beforeEach(() => {
    recorder.requests.length = 0;
  });

  async function ask(port: number, headers: Headers) {
    const connection = await openSecurely({ port, authority: ground.authority.root, from });
    const host: Headers = headers.some(([name]) => name === 'Host') ? [] : [['Host', proxy.host]];
    await connection.send(requestHead({ target: '/v2/', headers: [...host, ...headers] }));
    const answer = await connection.response();
    connection.destroy();
    return answer;
  }

  test.each<[string, Headers]>([
    ['nothing', []],
    [
      'one forged line of each',
      [
        ['X-Forwarded-For', '203.0.113.7'],
        ['X-Forwarded-Proto', 'http'],
        ['X-Forwarded-Host', 'evil.example'],
        ['Forwarded', 'for=203.0.113.7;proto=http;host=evil.example'],
      ],
    ],
    ['a list', [['X-Forwarded-For', '203.0.113.7, 127.0.0.1, 10.0.0.1']]],
    [
      'several lines',
      [
        ['X-Forwarded-For', '203.0.113.7'],
        ['x-forwarded-for', '203.0.113.8'],
        ['X-Forwarded-Proto', 'http'],
        ['X-FORWARDED-PROTO', 'gopher'],
        ['X-Forwarded-Host', 'evil.example'],
        ['x-forwarded-host', 'worse.example'],
        ['Forwarded', 'for=203.0.113.7'],
        ['forwarded', 'for=203.0.113.8'],
      ],
    ],
    [
      'a Connection that names them',
      [
        ['X-Forwarded-For', '203.0.113.7'],
        ['Connection', 'keep-alive, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host, Forwarded'],
      ],
    ],
    [
      'a quotation mark that is never closed',
      [
        ['Forwarded', 'for="203.0.113.7'],
        ['X-Forwarded-For', '"203.0.113.7'],
      ],
    ],
  ])('a client that sends %s is seen as it is', async (_, headers) => {
    expect((await ask(proxy.port, headers)).status).toBe(200);
    const [seen] = recorder.requests;
    expect(seen?.values('x-forwarded-for')).toEqual([from]);
    expect(seen?.values('x-forwarded-proto')).toEqual(['https']);
    expect(seen?.values('x-forwarded-host')).toEqual([proxy.host]);
    expect(seen?.values('host')).toEqual([proxy.host]);
    expect(seen?.values('forwarded').filter((value) => value !== '')).toEqual([]);
  });

  test.each(['user@evil.example', 'evil.example/path', 'a b', 'x<y>', `${'a'.repeat(300)}.example`])(
    'the Host %j gets no further than CyberDock takes it',
    async (host) => {
      const answer = await ask(proxy.port, [['Host', host]]);
      // A proxy that has a site of that name alone may answer by itself.
      expect(answer.status === 200 || answer.status >= 400 || recorder.requests.length === 0).toBe(true);
      expect(answer.header('location') ?? '').not.toContain(host);
    },
  );

  test('who comes without TLS is sent to the same path with it', async () => {
    const answer = await rawRequest(proxy.plainPort, {
      target: '/v2/?a=b',
      headers: [['Host', 'localhost']],
    });
    expect(answer.status).toBe(308);
    // Caddy takes the port that it serves HTTPS on for the usual one, which need not be written.
    expect([`${proxy.url}/v2/?a=b`, 'https://localhost/v2/?a=b']).toContain(answer.header('location'));
    expect(recorder.requests).toEqual([]);
  });
});

describeProxies('CyberDock behind it', (kind) => {
  const ground = useGround();
  let server: CyberDock;
  let proxy: RunningProxy;

  beforeAll(async () => {
    // Clients come from 127.0.0.9 here, which the default, all of loopback, would take for a proxy.
    server = await startCyberDock({ env: { CYBERDOCK_SERVER_TRUSTED_PROXIES: '127.0.0.1' } });
    proxy = await kind.start({ upstreamPort: server.port, certificate: ground.certificate });
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  test('writes the address of the client to its log, and shows the host that the client used', async () => {
    const connection = await openSecurely({ port: proxy.port, authority: ground.authority.root, from });
    const forged: Headers = [
      ['Host', proxy.host],
      ['X-Forwarded-For', '203.0.113.7'],
      ['X-Forwarded-Host', 'evil.example'],
    ];
    const target = `/v2/${kind.name}/app/tags/list`;
    await connection.send(requestHead({ target, headers: forged }));
    expect((await connection.response()).status).toBe(404);
    const line = await until('the access log has the request', () =>
      server
        .output()
        .split('\n')
        .find((one) => one.includes(target)),
    );
    expect(JSON.parse(line).client).toBe(from);
    await connection.send(requestHead({ target: '/', headers: forged }));
    const page = String((await connection.response()).body);
    connection.destroy();
    expect(page).toContain(`aria-label="Copy registry address ${proxy.host}"`);
    expect(page).not.toContain('evil.example');
  });
});
