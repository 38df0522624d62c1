import type { Server } from './server';

/**
 * `instrumentation.ts` and the routes are separate instances of every module; what the one builds reaches the
 * others through `globalThis`.
 */
const key = Symbol.for('cyberdock.server');
const holder = globalThis as { [key]?: Server };

/** Makes the running server known to the routes. */
export function setServer(server: Server): void {
  holder[key] = server;
}

/** Whether a server runs in this process. */
export function hasServer(): boolean {
  return holder[key] !== undefined;
}

/** The running server. @throws when `instrumentation.ts` has not built it */
export function getServer(): Server {
  const server = holder[key];
  if (!server) throw new Error('the server is not running: instrumentation.ts did not start it');
  return server;
}
