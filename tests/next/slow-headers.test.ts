import { expect, test } from 'vitest';
import { startCyberDock } from '../harness/cyberdock';
import { HttpClient } from '../harness/http-client';
import { openIdle, trickle } from '../harness/idle-connections';

// `cyberdock serve` has its own tests of connections; here it is Next that makes the server.

test('headers that trickle are cut by next start too, and others are served meanwhile', async () => {
  const server = await startCyberDock({
    door: 'next',
    env: { CYBERDOCK_SERVER_HEADERS_TIMEOUT: '2s' },
  });
  try {
    const client = new HttpClient(server.port);
    const slow = await openIdle(server.port, 200);
    // Node looks every half a minute which are due.
    const trickling = Promise.all(slow.map(trickle));
    for (let at = 0; at < 20; at++) expect((await client.request({ path: '/v2/' })).status).toBe(200);
    expect((await client.request({ path: '/' })).status).toBe(200);
    client.close();
    await trickling;
    for (const connection of slow) expect(String(connection.received())).toMatch(/^(HTTP\/1.1 408 |$)/);
  } finally {
    expect([0, 143]).toContain(await server.stop());
  }
});
