import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../lib/config';
import { Exchange, prepareServer } from '../../lib/http/exchange';
import { openServer, type Server } from '../../lib/server/server';

/** The handlers of the registry and of its tokens behind a plain Node server in this process: for tests of the protocol. */
export interface PlainRegistry {
  port: number;
  /** The data folder. */
  root: string;
  server: Server;
  close: () => Promise<void>;
}

/** Starts it on a free port with an empty data folder. @param env settings, as environment variables */
export async function startPlainRegistry(env: Record<string, string> = {}): Promise<PlainRegistry> {
  const root = await mkdtemp(path.join(tmpdir(), 'cyberdock-plain-'));
  const settings = {
    CYBERDOCK_AUTH_MODE: 'none',
    CYBERDOCK_LOG_LEVEL: 'fatal',
    CYBERDOCK_SERVER_DRAIN_TIMEOUT: '1s',
    ...env,
  };
  const config = loadConfig({
    cwd: root,
    env: { CYBERDOCK_STORAGE_ROOT: path.join(root, 'data'), ...settings },
  });
  const server = await openServer(config);
  const failures: unknown[] = [];
  const http = createServer((request, response) => {
    const isToken = /^\/auth\/token(?:\?|$)/.test(request.url ?? '');
    const answer = isToken ? server.token : server.registry;
    answer(new Exchange(request, response)).catch((error) => failures.push(error));
  });
  prepareServer(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    root: config.storage.root,
    server,
    close: async () => {
      await server.close([http]);
      await rm(root, { recursive: true, force: true });
      if (failures.length > 0) throw failures[0];
    },
  };
}
