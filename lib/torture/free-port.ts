import { createServer } from 'node:net';

/**
 * Below those that systems give to connections that go out (from 32768 on Linux, 49152 elsewhere): of these, one that was
 * free a moment ago may be taken when a server comes to listen.
 */
const [first, last] = [10_000, 32_767];

/** A port of 127.0.0.1 that was free a moment ago, and is not one that a connection may take. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * (last - first + 1));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (listens) await new Promise((resolve) => server.close(resolve));
  return listens;
}
