import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { loadConfig } from '@/lib/config';
import { Database } from '@/lib/database/database';
import { type Auth, openAuth } from '../auth';
import type { PasswordHash } from '../identity/password';
import { Throttle } from '../throttle';

/** `right horse battery` with 2^4 rounds: as good as any other for tests, and a thousand times as fast. */
export const rightPassword = 'right horse battery';

/**
 * A real database and everything of `lib/auth` on it.
 * @param settings variables of the configuration
 * @param of the folder of another one, to open the same database once more
 */
export function openTestAuth(
  settings: Record<string, string> = {},
  of?: string,
): {
  auth: Auth;
  database: Database;
  folder: string;
  problems: string[];
} {
  const folder = of ?? mkdtempSync(path.join(tmpdir(), 'cyberdock-auth-'));
  const { database } = Database.open(path.join(folder, 'cyberdock.db'));
  onTestFinished(() => {
    database.close();
    if (of === undefined) rmSync(folder, { recursive: true, force: true });
  });
  const problems: string[] = [];
  const config = loadConfig({ cwd: folder, env: settings });
  const auth = openAuth(config, database, new Throttle(), (problem) => problems.push(problem));
  return { auth, database, folder, problems };
}

/** A user whose password is `rightPassword`. */
export function addUser(auth: Auth, name: string, passwordHash: PasswordHash): void {
  auth.accounts.create({ name, kind: 'user', passwordHash }, 'test');
  auth.directory.forget();
}
