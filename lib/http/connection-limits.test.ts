import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RawConnection, requestHead } from '@/tests/harness/raw-http';
import { until } from '@/tests/harness/until';
import { limitConnections, limitPageBodies } from './connection-limits';

let server: Server;
let port: number;
let received: number;

beforeEach(async () => {
  received = 0;
  server = createServer({ requestTimeout: 0, connectionsCheckingInterval: 50 }, (request, response) => {
    request.on('data', (chunk) => {
      received += chunk.length;
    });
    request.on('end', () => response.end('whole'));
    request.on('error', () => undefined); // It was cut.
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (target: string) => requestHead({ method: 'POST', target, headers: [['Content-Length', '4']] });

describe('limitPageBodies', () => {
  test('cuts a request for a page whose body does not come in time', async () => {
    const end = limitPageBodies(200);
    const connection = await RawConnection.open(port);
    await connection.send(`${post('/api/v1/x')}ab`);
    await connection.closed;
    end();
    expect(received).toBe(2);
  });

  test('leaves the distribution API alone, which looks after itself, in whatever form its path comes', async () => {
    const end = limitPageBodies(50);
    const targets = ['/v2/a/b/blobs/uploads/', '//v2/', '/v2', 'http://registry.test/v2/a'];
    const slow = await Promise.all(targets.map(() => RawConnection.open(port)));
    const page = await RawConnection.open(port);
    for (const [at, connection] of slow.entries()) await connection.send(`${post(targets[at] ?? '')}ab`);
    // Begun later, and cut: the time of those before it has passed too.
    await page.send(`${post('/')}ab`);
    await page.closed;
    for (const connection of slow) {
      await connection.send('cd');
      expect((await connection.response('POST')).status).toBe(200);
      connection.destroy();
    }
    end();
  });

  test('leaves a page alone whose body is there, and whose answer takes longer', async () => {
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      request.resume();
      waiting.push(() => response.end('late'));
    });
    const waiting: (() => void)[] = [];
    const end = limitPageBodies(50);
    const patient = await RawConnection.open(port);
    await patient.send(`${post('/')}abcd`);
    await until('it has come', () => waiting.length === 1);
    const cut = await RawConnection.open(port);
    await cut.send(`${post('/')}ab`);
    await cut.closed;
    waiting[0]?.();
    expect(String((await patient.response('POST')).body)).toBe('late');
    patient.destroy();
    end();
  });
});

test('limitConnections cuts headers that do not come, and connections beyond the limit', async () => {
  limitConnections(server, { headersTimeoutMs: 200, connectionsMax: 2 });
  const [first, second, third] = [
    await RawConnection.open(port),
    await RawConnection.open(port),
    await RawConnection.open(port),
  ];
  await third.closed;
  expect(first.isEnded).toBe(false);
  await second.send('GET / HTTP/1.1\r\n');
  await Promise.all([first.closed, second.closed]);
  expect(String(second.received())).toMatch(/^(HTTP\/1.1 408 |$)/);
});
