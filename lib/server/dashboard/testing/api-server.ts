import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadConfig } from '@/lib/config';
import { catchExchanges, currentExchange, isRegistryTarget } from '@/lib/http/exchange';
import { setServer } from '../../instance';
import { openServer, type Server } from '../../server';
import type { RouteHandler } from '../api-route';
import { DescribedAnswers } from './described-answers';

const project = path.resolve(import.meta.dirname, '../../../..');

/** What a test sends to the API. */
export interface ApiAsk {
  method?: string;
  json?: unknown;
  headers?: Record<string, string>;
  /** The password of whom it comes from is `password`; nobody's when absent. */
  as?: string;
}

/**
 * The registry and the API of the dashboard in this process, behind a plain server: for tests of routes. An answer that
 * is not as the API's description says fails the test.
 */
export interface ApiServer {
  server: Server;
  port: number;
  root: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  ask: (target: string, ask?: ApiAsk) => Promise<{ status: number; json: any; text: string }>;
  close: () => Promise<void>;
}

/** Of every user that a test makes. */
export const password = 'correct horse battery';

/** Starts it. @param env settings, as environment variables */
export async function startApiServer(env: Record<string, string> = {}): Promise<ApiServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-api-'));
  const config = loadConfig({
    cwd: folder,
    env: {
      CYBERDOCK_STORAGE_ROOT: path.join(folder, 'data'),
      CYBERDOCK_STORAGE_FSYNC: 'false',
      CYBERDOCK_LOG_LEVEL: 'fatal',
      CYBERDOCK_SERVER_DRAIN_TIMEOUT: '1s',
      CYBERDOCK_AUTH_MODE: 'none',
      ...env,
    },
  });
  const server = await openServer(config);
  setServer(server);
  const routes = await routesOfApi();
  const described = new DescribedAnswers();
  const release = catchExchanges(
    () => undefined,
    (exchange) => server.forwarding.client(exchange),
  );
  const http = createServer((request, response) => {
    const exchange = currentExchange();
    const [target = '/'] = exchange.target.split('?', 1);
    if (isRegistryTarget(target)) return void server.registry(exchange);
    const found = routes
      .map((route) => ({ route, match: route.pattern.exec(target) }))
      .find(({ match }) => match);
    const handler = found?.route.handlers[request.method === 'HEAD' ? 'GET' : (request.method ?? '')];
    if (!found || !handler) return void response.writeHead(404).end('{}');
    const params = Object.entries(found.match?.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]);
    const context = { params: Promise.resolve(Object.fromEntries(params) as Record<string, string>) };
    return void handler(new Request('http://api.invalid'), context);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    server,
    port,
    root: config.storage.root,
    ask: async (target, { method = 'GET', json, headers, as } = {}) => {
      const answer = await fetch(`http://127.0.0.1:${port}${target}`, {
        method,
        headers: {
          Origin: `http://127.0.0.1:${port}`,
          ...(json !== undefined && { 'Content-Type': 'application/json' }),
          ...(as !== undefined && { Authorization: `Basic ${btoa(`${as}:${password}`)}` }),
          ...headers,
        },
        ...(json !== undefined && { body: JSON.stringify(json) }),
      });
      const text = await answer.text();
      const problem = described.problemOf(method, new URL(answer.url).pathname, answer.status, text);
      if (problem !== undefined) throw new Error(`${method} ${target}: ${problem}`);
      return { status: answer.status, json: parsed(text), text };
    },
    close: async () => {
      release();
      await server.close([http]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON: the test looks at the text.
  }
}

interface Route {
  pattern: RegExp;
  handlers: Record<string, RouteHandler>;
}

/** The routes below `app/api/v1`, those with fewer parameters first, as Next takes them. */
async function routesOfApi(): Promise<Route[]> {
  const folder = path.join(project, 'app/api/v1');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts')
    .sort((a, b) => a.split('[').length - b.split('[').length);
  return await Promise.all(
    files.map(async (file) => ({
      pattern: new RegExp(`^/api/v1/${path.dirname(file).replace(/\[(\w+)\]/g, '(?<$1>[^/]+)')}$`),
      handlers: (await import(pathToFileURL(path.join(folder, file)).href)) as Record<string, RouteHandler>,
    })),
  );
}
