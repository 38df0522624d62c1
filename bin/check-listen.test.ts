import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { checkListen } from './check-listen';

describe('checkListen', () => {
  test('says nothing of a free port and leaves it free', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    expect(await checkListen('127.0.0.1', port)).toBeUndefined();
    expect(await checkListen('127.0.0.1', port)).toBeUndefined();
  });

  test('says in one sentence that a port is in use and which setting changes it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await checkListen('127.0.0.1', port)).toBe(
      `Port ${port} of 127.0.0.1 is in use by another program: stop that program, or set server.port (CYBERDOCK_SERVER_PORT) to a free port.`,
    );
    server.close();
  });

  test('says that an address is not one of this machine', async () => {
    // 192.0.2.0/24 is for documentation only: no machine has it.
    expect(await checkListen('192.0.2.1', 5000)).toBe(
      '192.0.2.1 is no address of this machine: change server.host (CYBERDOCK_SERVER_HOST).',
    );
  });
});
