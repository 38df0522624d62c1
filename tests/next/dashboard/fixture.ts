import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { addAccounts, basic, SignedInClient, type TestAccount } from '../../harness/accounts';
import { type CyberDock, startCyberDock } from '../../harness/cyberdock';
import { DashboardClient } from '../../harness/dashboard-client';
import { HttpClient } from '../../harness/http-client';
import { RepositoryClient } from '../../harness/push';

export const password = 'correct horse battery';

export const accounts: TestAccount[] = [
  { name: 'root', password, role: 'administrator' },
  { name: 'carol', password, role: 'auditor' },
  { name: 'alice', password, groups: ['developers'] },
  { name: 'bob', password },
];

const rules = [
  { subjects: ['group:developers'], repositories: ['team/**'], actions: ['pull', 'push'] },
  { effect: 'deny', subjects: ['everyone'], repositories: ['team/secret'], actions: ['pull'] },
];

/** A server with accounts, repositories, and who may pull from them: alice from `team/**` but `team/secret`. */
export interface GuardedServer {
  cyberdock: CyberDock;
  http: HttpClient;
  /** A browser. @param headers that every request has */
  browser: (headers?: Record<string, string>) => DashboardClient;
  /** Another server on the same data folder. */
  another: () => Promise<CyberDock>;
  /** The lines of the audit trail. */
  audit: () => Promise<Record<string, unknown>[]>;
}

export const repositories = ['public/tool', 'team/api', 'team/app', 'team/secret'];

/** Starts one before the tests of a file and ends it after them. */
export function startGuardedServer(env: Record<string, string> = {}): { readonly current: GuardedServer } {
  let server: GuardedServer | undefined;
  let root = '';
  const others: CyberDock[] = [];
  const settings = {
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_STORAGE_FSYNC: 'false',
    CYBERDOCK_ACCESS_RULES: JSON.stringify(rules),
    ...env,
  };
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'cyberdock-guarded-'));
    addAccounts(root, accounts);
    const cyberdock = await startCyberDock({ root, env: settings });
    const http = new HttpClient(cyberdock.port);
    const pusher = new SignedInClient(cyberdock.port, basic('root', password));
    for (const name of repositories) await new RepositoryClient(pusher, name).pushImage('latest', []);
    pusher.close();
    server = {
      cyberdock,
      http,
      browser: (headers) => new DashboardClient(http, headers),
      another: async () => {
        const other = await startCyberDock({ root, env: settings });
        others.push(other);
        return other;
      },
      audit: async () =>
        (await readFile(path.join(root, 'audit/audit.jsonl'), 'utf8'))
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
    };
  });
  afterAll(async () => {
    server?.http.close();
    const codes = await Promise.all([server?.cyberdock, ...others].map((one) => one?.stop()));
    await rm(root, { recursive: true, force: true });
    for (const code of codes) expect([0, 143]).toContain(code);
  });
  return {
    get current() {
      if (!server) throw new Error('the server runs only while the tests run');
      return server;
    },
  };
}
