import path from 'node:path';
import { FileSystemDriver } from '@/lib/storage/driver';
import type { Storage } from '@/lib/storage/storage';
import { Pace } from '../../pace';
import { type BackupOptions, makeBackup } from '../backup';
import { restoreBackup } from '../restore-backup';
import { verifyBackup } from '../verify-backup';

const { signal } = new AbortController();
const driver = new FileSystemDriver(false);

/** For tests: backs up a data folder, and what came of it. */
export async function backUp(storage: Storage, folder: string, options: Partial<BackupOptions> = {}) {
  const job = { signal, pace: new Pace(signal), progress: () => undefined };
  return await makeBackup(storage.parts, { folder, tool: 'test', ...options }, job);
}

/** For tests: what is wrong with a backup, each as `kind place`. */
export async function findingsOf(backup: string, deep = true): Promise<string[]> {
  const { findings } = await verifyBackup(driver, backup, { deep, pace: new Pace(signal) });
  return findings.map(({ kind, place }) => `${kind} ${place}`);
}

/** For tests: restores a backup beside it, and returns where. */
export async function restore(backup: string, target = `${path.dirname(backup)}-restored`, link = false) {
  await restoreBackup(driver, { backup, target, link, database: true, pace: new Pace(signal) });
  return target;
}
