import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Config } from '@/lib/config';

/** The pages and everything else that Next answers. */
export interface Pages {
  /** Answers a request. Rejects when Next could not. */
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Ends what Next still does behind answers. */
  close: () => Promise<void>;
}

/**
 * Opens Next on its custom-server API, with the build in `.next`. It runs `instrumentation.ts`, so the server of the
 * process must have been begun.
 * @param projectFolder where CyberDock is installed
 */
export async function openPages(
  projectFolder: string,
  { host, port }: Pick<Config['server'], 'host' | 'port'>,
): Promise<Pages> {
  // React and Next look at it when they are loaded.
  Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
  const { default: next } = await import('next');
  // Next listens for upgrades to WebSocket at the server that it is given; at ours nobody may.
  const app = next({ dev: false, dir: projectFolder, hostname: host, port, httpServer: createServer() });
  await app.prepare();
  return { answer: app.getRequestHandler(), close: () => app.close() };
}
