import { once } from 'node:events';
import { lstat, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HttpClient } from '../harness/http-client';
import { RepositoryClient } from '../harness/push';
import { runServe } from './run-serve';
import { prepareServing, startServing } from './serving';

const serving = prepareServing();
const file = (name: string) => path.join(serving.folder, name);

/** A client on a socket; it ends with the test. */
function client(socketPath: string, more: ConstructorParameters<typeof HttpClient>[1] = {}): HttpClient {
  const made = new HttpClient(0, { socketPath, ...more });
  onTestFinished(() => made.close());
  return made;
}

test.each([1, 2])(
  'serves on a Unix socket with %d workers, for its user and its group alone',
  async (workers) => {
    const socket = file(`served-${workers}.sock`);
    const server = await startServing({
      CYBERDOCK_SERVER_SOCKET: socket,
      CYBERDOCK_SERVER_WORKERS: String(workers),
    });
    expect(server.output()).toContain(`  Address   the socket ${socket}\n`);
    const { mode } = await lstat(socket);
    expect(mode & 0o777).toBe(0o660);
    const repository = new RepositoryClient(client(socket), 'team/app');
    const { digest } = await repository.pushImage('v1', [Buffer.from('layer')]);
    expect((await repository.getManifest('v1')).header('docker-content-digest')).toBe(digest);
    expect((await repository.http.request({ path: '/' })).status).toBe(200);
    // And nowhere else.
    await expect(new HttpClient(server.port).request({ path: '/v2/' })).rejects.toThrow('ECONNREFUSED');
    repository.http.close();
    expect(await server.stop()).toBe(143);
    await expect(lstat(socket)).rejects.toThrow('ENOENT');
  },
);

test('a Unix socket can speak TLS', async () => {
  const socket = file('tls.sock');
  await startServing({ ...serving.tls, CYBERDOCK_SERVER_SOCKET: socket });
  const http = client(socket, { tls: { ca: serving.authority.certificate, servername: 'localhost' } });
  expect((await http.request({ path: '/v2/' })).status).toBe(200);
});

test('the socket of a server that was killed is taken over', async () => {
  const socket = file('killed.sock');
  const before = await startServing({ CYBERDOCK_SERVER_SOCKET: socket });
  await before.kill();
  expect((await lstat(socket)).isSocket()).toBe(true);
  await startServing({ CYBERDOCK_SERVER_SOCKET: socket });
  expect((await client(socket).request({ path: '/v2/' })).status).toBe(200);
  await rm(before.root, { recursive: true, force: true });
});

test('the socket of a server that runs is left alone', async () => {
  const socket = file('taken.sock');
  // Whoever knocks may be gone before it is answered.
  const other = createServer((connection) => connection.on('error', () => undefined).resume()).listen(socket);
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { code, output } = await runServe({ CYBERDOCK_SERVER_SOCKET: socket });
  expect(code).toBe(1);
  expect(output).toBe(
    `Another program listens on ${socket}: stop it, or set server.socket (CYBERDOCK_SERVER_SOCKET) to another path.\n`,
  );
  expect((await lstat(socket)).isSocket()).toBe(true);
});

test('a file that is no socket is left alone', async () => {
  await writeFile(file('plain'), 'content');
  const { code, output } = await runServe({ CYBERDOCK_SERVER_SOCKET: file('plain') });
  expect([code, output]).toEqual([1, expect.stringContaining('is there and no socket')]);
  expect((await lstat(file('plain'))).size).toBe(7);
});

test('a folder that is not there is told', async () => {
  const { code, output } = await runServe({ CYBERDOCK_SERVER_SOCKET: file('missing/a.sock') });
  expect([code, output]).toEqual([
    1,
    `The folder ${file('missing')} of server.socket (CYBERDOCK_SERVER_SOCKET) is not there: make it, for the user that CyberDock runs as.\n`,
  ]);
});
