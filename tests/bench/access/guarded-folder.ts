import { openAuth } from '../../../lib/auth/auth';
import { hashPassword } from '../../../lib/auth/identity/password';
import { Throttle } from '../../../lib/auth/throttle';
import { loadConfig } from '../../../lib/config';
import { Database } from '../../../lib/database/database';
import { StoragePaths } from '../../../lib/storage/paths';
import { startCyberDock } from '../../harness/cyberdock';
import type { RunningServer } from '../servers';

/** Starts CyberDock on a folder: with accounts, or open to everybody. */
export async function startOn(root: string, mode: 'none' | 'accounts'): Promise<RunningServer> {
  const env = {
    CYBERDOCK_LOG_LEVEL: 'fatal',
    CYBERDOCK_AUTH_MODE: mode,
    // A run must not end in the limits of one client.
    CYBERDOCK_LIMITS_READS: '0',
    CYBERDOCK_LIMITS_WRITES: '0',
    CYBERDOCK_LIMITS_SIGN_INS: '0',
  };
  const { url, pid, stop } = await startCyberDock({ root, env });
  return { name: 'cyberdock', url, pid, root, stop: async () => void (await stop()) };
}

/** Makes users in a folder, with passwords, and lets them do these things. @returns an access token of each */
export async function addPeople(
  root: string,
  people: readonly { name: string; in: string; may: ('pull' | 'push')[] }[],
): Promise<Map<string, string>> {
  const { database } = Database.open(new StoragePaths(root).database);
  try {
    const config = loadConfig({ cwd: root, env: {} });
    const { accounts, accessTokens, rules } = openAuth(config, database, new Throttle(), () => undefined);
    const passwordHash = await hashPassword('a password that nobody guesses');
    const tokens = new Map<string, string>();
    for (const { name, in: repositories, may } of people) {
      accounts.create({ name, kind: 'user', passwordHash }, 'bench');
      rules.add(
        { effect: 'allow', subjects: [`user:${name}`], repositories: [repositories], actions: may },
        'bench',
      );
      const { text } = accessTokens.create(
        { account: name, label: 'bench', grants: undefined, expiresAtMs: undefined },
        'bench',
      );
      tokens.set(name, text);
    }
    return tokens;
  } finally {
    database.close();
  }
}

/** `Basic …` */
export function basicOf(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
}

/** A bearer token. @throws unless it is given */
export async function bearerOf(url: string, authorization: string, scope: string): Promise<string> {
  const query = new URLSearchParams({ service: 'cyberdock', scope });
  const answer = await fetch(`${url}/auth/token?${query}`, { headers: { authorization } });
  const body = (await answer.json()) as { token?: string };
  if (body.token === undefined) throw new Error(`no token: ${answer.status} ${JSON.stringify(body)}`);
  return `Bearer ${body.token}`;
}
