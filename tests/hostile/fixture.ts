import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { temporaryFiles } from '../harness/data-folder';
import { HttpClient } from '../harness/http-client';
import { RepositoryClient } from '../harness/push';
import { untilNoProblems } from '../harness/until';

/** What every hostile test gets. */
export interface Victim {
  server: CyberDock;
  http: HttpClient;
  port: number;
  root: string;
  repository: (name: string) => RepositoryClient;
  /** SIGKILL or SIGTERM, then a start on the same folder. */
  restart: () => Promise<void>;
}

/**
 * One server for the tests of a file. After every test: the server answers, nothing of the test is left in
 * `temp/`, and nothing was written beside the data folder.
 * @param settings environment variables of the server.
 * @param givenRoot makes the data folder, when it must be a special one.
 */
export function startVictim(
  settings: Record<string, string> = {},
  givenRoot?: () => Promise<string>,
): Victim {
  let outer: string;
  let server: CyberDock | undefined;
  let http: HttpClient | undefined;
  const started = () => {
    if (server === undefined || http === undefined) throw new Error('the server is not running');
    return { server, http };
  };
  const start = async (root: string) => {
    server = await startCyberDock({ root, env: settings });
    http = new HttpClient(server.port);
  };

  beforeAll(async () => {
    outer = await mkdtemp(path.join(tmpdir(), 'cyberdock-hostile-'));
    const root = givenRoot === undefined ? path.join(outer, 'registry') : await givenRoot();
    await mkdir(root, { recursive: true });
    await start(root);
  });

  afterEach(async () => {
    const { server, http } = started();
    await untilNoProblems('an answering server and nothing left behind', async () => {
      const problems: string[] = [];
      for (const probe of ['/v2/', '/readyz']) {
        const { status } = await http.request({ path: probe });
        if (status !== 200) problems.push(`${probe} answers ${status}`);
      }
      const { uploads, others } = await temporaryFiles(server.root);
      problems.push(...uploads.map((upload) => `left behind: upload session ${upload}`));
      problems.push(...others.map((file) => `left behind: temp/${file}`));
      return problems;
    });
    expect(await readdir(outer)).toEqual(givenRoot === undefined ? ['registry'] : []);
  });

  afterAll(async () => {
    http?.close();
    const code = await server?.stop();
    await rm(outer, { recursive: true, force: true });
    expect([0, 143], server?.fate()).toContain(code);
  });

  return {
    get server() {
      return started().server;
    },
    get http() {
      return started().http;
    },
    get port() {
      return started().server.port;
    },
    get root() {
      return started().server.root;
    },
    repository: (name) => new RepositoryClient(started().http, name),
    restart: async () => {
      const { server, http } = started();
      http.close();
      await server.stop();
      await start(server.root);
    },
  };
}
