import { openAuth } from '../../../lib/auth/auth';
import { Throttle } from '../../../lib/auth/throttle';
import { loadConfig } from '../../../lib/config';
import { Database } from '../../../lib/database/database';
import { StoragePaths } from '../../../lib/storage/paths';
import { addAccounts } from '../../harness/accounts';
import type { TlsPerson } from './sign-in-over-tls';

/** Under these, `builder` may push and pull. */
export const tlsRules = JSON.stringify([
  { subjects: ['user:builder'], repositories: ['team/**'], actions: ['pull', 'push'] },
]);

/** Makes `builder` in a data folder, before a server has it. */
export function addTlsPerson(root: string): TlsPerson {
  const [name, password] = ['builder', 'the password of builder'];
  addAccounts(root, [{ name, password }]);
  const { database } = Database.open(new StoragePaths(root).database);
  try {
    const { accessTokens } = openAuth(
      loadConfig({ cwd: root, env: {} }),
      database,
      new Throttle(),
      () => undefined,
    );
    const order = { account: name, label: 'test', grants: undefined, expiresAtMs: undefined };
    return { name, password, token: accessTokens.create(order, 'test').text };
  } finally {
    database.close();
  }
}
