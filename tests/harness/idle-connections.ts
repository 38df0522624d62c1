import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { RawConnection } from './raw-http';

/** Opens connections that send nothing. They end with the test. */
export async function openIdle(port: number, count: number): Promise<RawConnection[]> {
  const connections: RawConnection[] = [];
  onTestFinished(() => {
    for (const connection of connections) connection.destroy();
  });
  while (connections.length < count) {
    const some = Array.from({ length: Math.min(100, count - connections.length) }, () =>
      RawConnection.open(port),
    );
    connections.push(...(await Promise.all(some)));
  }
  return connections;
}

/** Sends a byte of headers from time to time, until the server has had enough. */
export async function trickle(connection: RawConnection): Promise<void> {
  await connection.send('GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  while (await connection.send('a')) {
    // The time that passes is what is tested.
    await Promise.race([delay(100), connection.closed]);
  }
}
