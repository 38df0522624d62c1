import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { HttpClient } from '../harness/http-client';
import { openIdle, trickle } from '../harness/idle-connections';
import { RepositoryClient } from '../harness/push';
import { RawConnection, requestHead } from '../harness/raw-http';
import { until } from '../harness/until';
import { prepareServing, startServing, tlsClient } from './serving';

// Connections that do nothing, or little, must not take the place of the others.

const serving = prepareServing();
const impatient = { CYBERDOCK_SERVER_HEADERS_TIMEOUT: '2s' };

test.each([1, 2])(
  'headers that trickle are cut, and others are served meanwhile (%d workers)',
  async (workers) => {
    const { port } = await startServing({ ...impatient, CYBERDOCK_SERVER_WORKERS: String(workers) });
    const slow = await openIdle(port, 200);
    const trickling = Promise.all(slow.map(trickle));
    const client = new HttpClient(port);
    for (let at = 0; at < 20; at++) expect((await client.request({ path: '/v2/' })).status).toBe(200);
    client.close();
    await trickling;
    for (const connection of slow) expect(String(connection.received())).toMatch(/^(HTTP\/1.1 408 |$)/);
  },
);

test('connections on which nothing comes are cut', async () => {
  const { port } = await startServing(impatient);
  for (const { closed } of await openIdle(port, 50)) await closed;
});

test('a TLS handshake that does not go on is cut', async () => {
  const { port } = await startServing({ ...impatient, ...serving.tls });
  for (const { closed } of await openIdle(port, 50)) await closed;
  expect((await tlsClient(port, serving.authority).request({ path: '/v2/' })).status).toBe(200);
});

test('10,000 idle connections leave the server to the others', async () => {
  const { port } = await startServing({
    CYBERDOCK_SERVER_HEADERS_TIMEOUT: '10m',
    CYBERDOCK_SERVER_MAX_CONNECTIONS: '20000',
  });
  // Of the files that this process may open too, half: they are the other ends.
  await openIdle(port, Math.min(10_000, Math.floor(openFilesMax() / 2)));
  const repository = new RepositoryClient(port, 'team/app');
  const { digest } = await repository.pushImage('v1', [Buffer.from('layer')]);
  expect((await repository.getManifest('v1')).header('docker-content-digest')).toBe(digest);
  expect((await repository.http.request({ path: '/' })).status).toBe(200);
  repository.http.close();
});

function openFilesMax(): number {
  const { userLimits } = process.report.getReport() as unknown as {
    userLimits: { open_files: { soft: number | 'unlimited' } };
  };
  return userLimits.open_files.soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : userLimits.open_files.soft;
}

test.each([1, 2])(
  'more connections than server.maxConnections are refused until others end (%d workers)',
  async (workers) => {
    const server = await startServing({
      CYBERDOCK_SERVER_MAX_CONNECTIONS: '10',
      CYBERDOCK_SERVER_WORKERS: String(workers),
      CYBERDOCK_SERVER_HEADERS_TIMEOUT: '10m',
    });
    const connections = await openIdle(server.port, 50);
    // Those that were taken stay open; the others are closed.
    const open = () => connections.filter((connection) => !connection.isEnded);
    await until('the others are closed', () => open().length <= 10 * workers, 60_000);
    await until('it is told', () => server.output().includes('connections are refused'), 60_000);
    expect(open().length).toBeGreaterThanOrEqual(10);
    for (const connection of connections) connection.destroy();
    await until('there is room again', async () => {
      const client = new HttpClient(server.port);
      const answer = await client.request({ path: '/v2/' }).catch(() => undefined);
      client.close();
      return answer?.status === 200;
    });
  },
);

test('a connection is kept for 75 seconds, and the client is told', async () => {
  const { port } = await startServing();
  const client = new HttpClient(port);
  const answer = await client.request({ path: '/v2/', headers: { Connection: 'keep-alive' } });
  expect(answer.header('keep-alive')).toBe('timeout=75');
  client.close();
});

test.each([
  ['too many', Array.from({ length: 300 }, (_, at): [string, string] => [`X-${at}`, 'x'])],
  ['too large', [['X-Large', 'x'.repeat(20_000)] as [string, string]]],
])('headers that are %s are refused with 431', async (_, headers) => {
  const { port } = await startServing();
  for (const target of ['/v2/', '/']) {
    const connection = await RawConnection.open(port);
    await connection.send(requestHead({ target, headers }));
    expect((await connection.response()).status).toBe(431);
    await connection.closed;
  }
  const connection = await RawConnection.open(port);
  await connection.send(
    requestHead({ target: '/v2/', headers: headers.slice(0, 150).map(([name]) => [name, 'x']) }),
  );
  expect((await connection.response()).status).toBe(200);
  connection.destroy();
});

test('a client that offers another protocol by Upgrade is answered as usual, from the registry and the pages', async () => {
  const { port } = await startServing();
  for (const target of ['/', '/v2/', '/', '/v2/']) {
    const connection = await RawConnection.open(port);
    await connection.send(
      requestHead({
        target,
        headers: [
          ['Connection', 'Upgrade'],
          ['Upgrade', 'websocket'],
        ],
      }),
    );
    expect((await connection.response()).status, target).toBe(200);
    connection.destroy();
  }
});

test('a reset in the middle of a request leaves the server to the others', async () => {
  const { port } = await startServing();
  for (const target of ['/v2/', '/', '/metrics']) {
    for (let at = 0; at < 20; at++) {
      const socket = connect(port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(requestHead({ target }));
      socket.resetAndDestroy();
    }
  }
  const client = new HttpClient(port);
  for (const path of ['/v2/', '/']) expect((await client.request({ path })).status).toBe(200);
  client.close();
});
