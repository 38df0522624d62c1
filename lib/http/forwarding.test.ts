import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, get, type RequestOptions } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Exchange } from './exchange';
import { Forwarding } from './forwarding';

const loopback = [
  { family: 'ipv4', address: '127.0.0.0', prefix: 8 },
  { family: 'ipv6', address: '::1', prefix: 128 },
  { family: 'unix' },
] as const;
const settings = { publicUrl: undefined, trustedProxies: loopback, proxyHeaders: 'x-forwarded' } as const;
type Settings = ConstructorParameters<typeof Forwarding>[0];

/** What a server with these settings sees of a request over a real connection. */
async function seen(
  headers: Record<string, string>,
  change: Partial<Settings> = {},
  where: ListenOptions = {},
) {
  const forwarding = new Forwarding({ ...settings, ...change });
  const server = createServer((request, response) => {
    const exchange = new Exchange(request, response);
    const whole = { ...forwarding.client(exchange), origin: forwarding.publicOrigin(exchange) };
    response.end(JSON.stringify(whole));
  });
  await new Promise<void>((resolve) =>
    server.listen('path' in where ? where : { port: 0, host: '127.0.0.1', ...where }, resolve),
  );
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const to: RequestOptions =
    where.path === undefined ? { port, host: where.host ?? '127.0.0.1' } : { socketPath: where.path };
  const text = await new Promise<string>((resolve, reject) => {
    get({ ...to, headers, agent: false }, async (answer) =>
      resolve(String(Buffer.concat(await answer.toArray()))),
    ).once('error', reject);
  });
  return {
    port,
    ...(JSON.parse(text) as { address?: string; scheme: string; host: string; origin: string }),
  };
}

const proxied = {
  Host: 'inner',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'registry.example.com:443',
};

describe('Forwarding.publicOrigin', () => {
  test('is what a trusted proxy tells, without the port that goes without saying', async () => {
    expect((await seen(proxied)).origin).toBe('https://registry.example.com');
  });

  test('is what the client used when the proxy is not trusted', async () => {
    expect((await seen(proxied, { trustedProxies: [] })).origin).toBe('http://inner');
  });

  test('is server.publicUrl, whatever anybody tells', async () => {
    const publicUrl = 'https://images.example.com';
    expect((await seen(proxied, { publicUrl })).origin).toBe(publicUrl);
  });

  test.each(['user@evil.example', 'evil.example/path', 'a b', ''])(
    'is the address of the connection when Host is %j',
    async (Host) => {
      const { origin, port } = await seen({ Host });
      expect(origin).toBe(`http://127.0.0.1:${port}`);
    },
  );

  test('is an IPv6 address in brackets where the connection came in at one', async () => {
    const { origin, address, port } = await seen({ Host: '?' }, {}, { host: '::1' });
    expect([origin, address]).toEqual([`http://[::1]:${port}`, '::1']);
  });
});

describe('Forwarding.client', () => {
  test('through a Unix socket is whom the proxy tells', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-socket-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const where = { path: path.join(folder, 'socket') };
    const headers = { ...proxied, 'X-Forwarded-For': '198.51.100.7' };
    expect(await seen(headers, {}, where)).toMatchObject({ address: '198.51.100.7', scheme: 'https' });
    expect(await seen(headers, { trustedProxies: [] }, { path: `${where.path}-2` })).toMatchObject({
      scheme: 'http',
      host: 'inner',
    });
  });
});
