import { afterAll, beforeAll, expect } from 'vitest';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { HttpClient } from '../harness/http-client';
import { RepositoryClient } from '../harness/push';

/** A `next start` for the tests of one file. */
export interface TestServer {
  pid: number;
  port: number;
  root: string;
  http: HttpClient;
  repository: (name: string) => RepositoryClient;
}

/** Starts one server before the tests of a file and ends it after them, which must succeed. */
export function startTestServer(settings: Record<string, string> = {}): TestServer {
  let server: CyberDock | undefined;
  let http: HttpClient | undefined;
  const started = () => {
    if (server === undefined || http === undefined) throw new Error('the server is not running');
    return { server, http };
  };
  beforeAll(async () => {
    server = await startCyberDock({ env: settings });
    http = new HttpClient(server.port);
  });
  afterAll(async () => {
    http?.close();
    expect([0, 143]).toContain(await server?.stop());
  });
  return {
    get pid() {
      return started().server.pid;
    },
    get port() {
      return started().server.port;
    },
    get root() {
      return started().server.root;
    },
    get http() {
      return started().http;
    },
    repository: (name) => new RepositoryClient(started().http, name),
  };
}
