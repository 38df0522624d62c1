import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { RawConnection, rawRequest, requestHead } from '../harness/raw-http';
import { until } from '../harness/until';

// Pages and middleware get headers alone, and Next believes `X-Forwarded-*` of everybody: what reaches them must be
// what can be believed. The tests come from 127.0.0.1, which is a trusted proxy by default.

type Headers = [name: string, value: string][];

let trusting: CyberDock;
let wary: CyberDock;

beforeAll(async () => {
  [trusting, wary] = await Promise.all([
    startCyberDock(),
    startCyberDock({ env: { CYBERDOCK_SERVER_TRUSTED_PROXIES: 'none' } }),
  ]);
});

afterAll(async () => {
  for (const code of await Promise.all([trusting.stop(), wary.stop()])) expect([0, 143]).toContain(code);
});

/** What stands in a page for the address of the registry. */
async function shownHost(server: CyberDock, headers: Headers, target = '/'): Promise<string | undefined> {
  const answer = await rawRequest(server.port, { target, headers });
  const page = String(answer.body);
  // What Next found not to be there, it leaves to the browser to draw: then the host stands in what it draws from.
  const shown =
    /aria-label="Copy registry address ([^"]*)"/.exec(page) ?? /\\"host\\":\\"([^"\\]*)/.exec(page);
  return shown?.[1];
}

const forwarded: Headers = [
  ['Host', 'inner:5000'],
  ['X-Forwarded-For', '198.51.100.7'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Host', 'registry.example.com'],
];

describe('a page', () => {
  test.each(['/', '/r/team%2Fapp', '/no/such/page'])(
    '%s shows the host that a trusted proxy tells',
    async (target) => {
      expect(await shownHost(trusting, forwarded, target)).toBe('registry.example.com');
    },
  );

  test('shows the host that the client used, whatever others tell', async () => {
    expect(await shownHost(wary, forwarded)).toBe('inner:5000');
  });

  test.each(['a b', 'user@evil.example', 'evil.example/path', `${'a'.repeat(300)}.example`, 'x<script>'])(
    'never shows the Host %j',
    async (host) => {
      const headers: Headers = [['Host', host]];
      const answer = await rawRequest(wary.port, { target: '/', headers });
      expect(String(answer.body)).not.toContain(host);
      expect(await shownHost(wary, headers)).toBe(`127.0.0.1:${wary.port}`);
      const throughProxy: Headers = [...headers, ['X-Forwarded-Host', 'registry.example.com']];
      expect(await shownHost(trusting, throughProxy)).toBe('registry.example.com');
    },
  );

  test('shows its own host to each of many clients at once', async () => {
    const hosts = Array.from({ length: 60 }, (_, at) => `host-${at}.example`);
    const shown = await Promise.all(
      hosts.map((host) =>
        shownHost(trusting, [
          ['Host', 'inner'],
          ['X-Forwarded-Host', host],
        ]),
      ),
    );
    expect(shown).toEqual(hosts);
  });
});

test('the public URL wins over what anybody tells', async () => {
  const server = await startCyberDock({ env: { CYBERDOCK_SERVER_PUBLIC_URL: 'https://images.example.com' } });
  try {
    expect(await shownHost(server, forwarded)).toBe('images.example.com');
  } finally {
    await server.stop();
  }
});

describe('the access log and the audit trail', () => {
  test.each([
    ['name the client that a trusted proxy tells', () => trusting, '198.51.100.7'],
    ['name the other end of the connection, whatever it tells', () => wary, '127.0.0.1'],
  ])('%s', async (_, server, address) => {
    const { port, root, output } = server();
    const headers: Headers = [...forwarded, ['X-Forwarded-For', address]];
    const body = Buffer.from('{}');
    const digest = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    const target = `/v2/team/app/blobs/uploads/?digest=${digest}`;
    const answer = await rawRequest(port, { method: 'POST', target, headers, body });
    expect(answer.status).toBe(201);
    const line = `"client":"${address}"`;
    await until('the access log has a line', () =>
      output()
        .split('\n')
        .some((one) => one.includes(digest) && one.includes(line)),
    );
    const file = path.join(root, 'audit', 'audit.jsonl');
    await until('the audit trail has a line', async () => {
      const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
      return lines.some((one) => one.includes(digest) && one.includes(`"address":"${address}"`));
    });
  });
});

describe('what the doctor asks the server', () => {
  const asked = async (server: CyberDock) => {
    const answer = await rawRequest(server.port, { target: '/api/v1/connection', headers: forwarded });
    return JSON.parse(String(answer.body));
  };

  test('tells how the server sees the client, and whether it believes the proxy', async () => {
    const headers = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'];
    expect(await asked(trusting)).toEqual({
      origin: 'https://registry.example.com',
      publicUrl: null,
      client: { address: '198.51.100.7', scheme: 'https', host: 'registry.example.com', isTrusted: false },
      connection: { isTrusted: true, isEncrypted: false, headers, reads: 'x-forwarded' },
    });
    expect(await asked(wary)).toMatchObject({
      origin: 'http://inner:5000',
      client: { address: '127.0.0.1' },
      connection: { isTrusted: false, headers },
    });
  });

  test('comes in pieces, to few clients at once, and those that go make room', async () => {
    const open = async () => {
      const connection = await RawConnection.open(trusting.port);
      await connection.send(requestHead({ target: '/healthz/pieces' }));
      const { status } = await connection.head();
      return { connection, status };
    };
    const opened = await Promise.all(Array.from({ length: 12 }, open));
    expect(opened.filter(({ status }) => status === 503)).toHaveLength(4);
    const served = opened.filter(({ status }) => status === 200);
    await Promise.all(served.map(({ connection }) => connection.arrived('6\r\nfirst\n\r\n'.length)));
    expect(served.map(({ connection }) => String(connection.received()).includes('last'))).not.toContain(
      true,
    );
    for (const { connection } of opened) connection.destroy();
    await until('there is room again', async () => {
      const { connection, status } = await open();
      connection.destroy();
      return status === 200;
    });
  });
});
