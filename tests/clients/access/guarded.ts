import { afterAll, inject } from 'vitest';
import type { Action } from '../../../lib/auth/access/actions';
import { type Auth, openAuth } from '../../../lib/auth/auth';
import { hashPassword } from '../../../lib/auth/identity/password';
import { Throttle } from '../../../lib/auth/throttle';
import { loadConfig } from '../../../lib/config';
import { Database } from '../../../lib/database/database';
import { StoragePaths } from '../../../lib/storage/paths';
import { mediaTypes } from '../../harness/content';
import { HttpClient } from '../../harness/http-client';
import { until } from '../../harness/until';
import type { Client } from '../client';

const shared = inject('guarded');

/** The registry that asks who comes in. */
export const guarded = shared ?? { host: '', port: 0, root: '' };

/** Stands for it among the clients that tests need: there is none when the clients are tried with another registry. */
export const guardedClient: Client = {
  name: 'CyberDock',
  program: '',
  ...(shared === undefined && { missing: 'the other registry has no accounts' }),
};

let opened: { auth: Auth; database: Database } | undefined;

/** What tells the registry who may do what: another process with the same data folder, as the command line is. */
function auth(): Auth {
  if (!opened) {
    const { database } = Database.open(new StoragePaths(guarded.root).database);
    const config = loadConfig({ cwd: guarded.root, env: {} });
    opened = { database, auth: openAuth(config, database, new Throttle(), () => undefined) };
  }
  return opened.auth;
}
afterAll(() => {
  opened?.database.close();
  opened = undefined;
});

/** Somebody who signs in with a client. */
export interface Person {
  name: string;
  password: string;
  /** An access token of theirs. */
  token: string;
  /** Ends that token. */
  revokeToken: () => void;
  setPassword: (password: string) => Promise<void>;
  disable: () => void;
}

/**
 * Makes somebody who may do these things in the repositories of `{area}/`, and the area itself.
 * @param area a name of its own for each test, below which all its repositories lie
 */
export async function makePerson(area: string, name: string, ...actions: Action[]): Promise<Person> {
  const { accounts, accessTokens, rules } = auth();
  const password = `the password of ${name}`;
  accounts.create({ name, kind: 'user', passwordHash: await hashPassword(password) }, 'test');
  if (actions.length > 0)
    rules.add({ effect: 'allow', subjects: [`user:${name}`], repositories: [`${area}/**`], actions }, 'test');
  const { token, text } = accessTokens.create(
    { account: name, label: 'test', grants: undefined, expiresAtMs: undefined },
    'test',
  );
  await untilKnown(area, name, text, actions);
  return {
    name,
    password,
    token: text,
    revokeToken: () => void accessTokens.revoke(token.id),
    setPassword: async (next) => accounts.setPassword(name, await hashPassword(next)),
    disable: () => accounts.setDisabled(name, true),
  };
}

/** What another process makes counts within a second: until a token is given for all that they may do. */
async function untilKnown(area: string, name: string, token: string, actions: Action[]): Promise<void> {
  const http = new HttpClient(guarded.port);
  http.headers = { authorization: basicOf(name, token) };
  await until(`${name} is known`, async () => {
    const scope = `repository:${area}/app:${actions.join(',')}`;
    const answer = await http.request({ path: `/auth/token?service=cyberdock&scope=${scope}` });
    if (answer.status !== 200) return false;
    const { scope: given } = JSON.parse(String(answer.body)) as { scope?: string };
    return actions.every((action) => given?.split(/[:, ]/).includes(action));
  });
  http.close();
}

function basicOf(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
}

/** The digest behind a tag, as a person sees it; undefined when there is none, or they may not see it. */
export async function digestFor(
  { name, token }: Person,
  repository: string,
  reference: string,
): Promise<string | undefined> {
  const http = new HttpClient(guarded.port);
  const headers = {
    authorization: basicOf(name, token),
    Accept: Object.values(mediaTypes).join(', '),
  };
  const answer = await http.request({
    method: 'HEAD',
    path: `/v2/${repository}/manifests/${reference}`,
    headers,
  });
  http.close();
  return answer.status === 200 ? answer.header('docker-content-digest') : undefined;
}
