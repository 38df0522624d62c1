import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'libsql';

const pollMs = 200;

/**
 * Runs `work` while no other process runs work under the same lock file.
 *
 * The lock is SQLite's lock on an empty database: the operating system gives it up with the process that held it,
 * however that ended, so there is never a dead lock to take over.
 */
export async function withBuildLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const lock = new Sqlite(file);
  try {
    while (!acquired(lock)) await delay(pollMs);
    return await work();
  } finally {
    lock.close();
  }
}

function acquired(lock: Sqlite.Database): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return false;
    throw error;
  }
}
