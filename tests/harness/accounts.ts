import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { Accounts } from '../../lib/auth/identity/accounts';
import type { Role } from '../../lib/auth/principal';
import { Database } from '../../lib/database/database';
import { type Answer, type Ask, HttpClient } from './http-client';

/** A user that a test signs in as. */
export interface TestAccount {
  name: string;
  password: string;
  role?: Role;
  groups?: string[];
}

/**
 * Makes users in a data folder, as the command line does; the server may run. Their passwords are hashed with 2^4
 * rounds: as good as any other for tests, and compared at once.
 */
export function addAccounts(root: string, accounts: readonly TestAccount[]): void {
  mkdirSync(root, { recursive: true });
  const { database } = Database.open(path.join(root, 'cyberdock.db'));
  try {
    const made = new Accounts(database, false);
    for (const { name, password, role = 'user', groups = [] } of accounts) {
      made.create({ name, kind: 'user', role, passwordHash: hashSync(password, 4) }, 'test');
      for (const group of groups) made.join(group, name);
    }
  } finally {
    database.close();
  }
}

/** The header `Authorization` of a name and a password. */
export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

/** A client that sends a name and a password with every request. */
export class SignedInClient extends HttpClient {
  constructor(
    port: number,
    private readonly authorization: string,
  ) {
    super(port);
  }

  override request(ask: Ask): Promise<Answer> {
    return super.request({ ...ask, headers: { Authorization: this.authorization, ...ask.headers } });
  }
}
