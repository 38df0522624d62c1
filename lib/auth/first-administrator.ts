import type { Accounts } from './identity/accounts';
import { generatePassword, hashPassword } from './identity/password';

export const firstAdministratorName = 'admin';

/**
 * Makes the first administrator of a registry that has none, with a generated password: nothing can be read or written
 * without signing in, from the first start on. Of several processes that start at once, one does it.
 * @returns the name and the password, which is stored nowhere: only its hash is; `undefined` when there is somebody
 */
export async function ensureAdministrator(
  accounts: Accounts,
): Promise<{ name: string; password: string } | undefined> {
  if (accounts.hasAdministrator()) return undefined;
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const name = firstAdministratorName;
  return accounts.createIfNoAdministrator({ name, kind: 'user', passwordHash, role: 'administrator' })
    ? { name, password }
    : undefined;
}
