import path from 'node:path';
import type { FileSystemDriver } from '@/lib/storage/driver';
import { RefusedFolder } from '@/lib/storage/snapshot/backup-folder';
import { SnapshotPaths } from '@/lib/storage/snapshot/backup-paths';
import type { Description } from '@/lib/storage/snapshot/description';
import { restoreContents } from '@/lib/storage/snapshot/restore-contents';
import { RestoreTarget } from '@/lib/storage/snapshot/restore-target';
import { ContentsVerification, type Finding, type Spender } from '@/lib/storage/snapshot/verify-contents';
import { errnoOf } from '@/lib/storage/storage-error';
import { verifyBackup } from './verify-backup';

/** How to restore. */
export interface RestoreOptions {
  /** The folder of one backup. */
  backup: string;
  /** An empty folder, or one that is not there. */
  target: string;
  /** Shares the files with the backup, in place of copying them. */
  link: boolean;
  /** Takes the database with it: history and statistics. */
  database: boolean;
  pace: Spender;
}

/** The backup is not whole; nothing was restored. */
export class CorruptBackup extends Error {
  override readonly name = 'CorruptBackup';
  constructor(
    backup: string,
    readonly findings: Finding[],
  ) {
    super(`${backup} is not whole, so nothing was restored`);
  }
}

/**
 * Restores a backup into an empty folder. The backup is compared with all its digests before, and what was restored is
 * looked through before it gets its name; so what has that name is whole.
 * @throws RefusedFolder, CorruptBackup
 */
export async function restoreBackup(
  driver: FileSystemDriver,
  { backup, target, link, database, pace }: RestoreOptions,
): Promise<Description> {
  const from = new SnapshotPaths(path.resolve(backup));
  const filling = await RestoreTarget.begin(driver, target, from.root);
  try {
    const { findings, description, contents } = await verifyBackup(driver, from.root, { deep: true, pace });
    if (findings.length > 0 || !description) throw new CorruptBackup(backup, findings);
    const to = filling.paths;
    if (!link) await requireRoom(driver, to.root, description);
    await restoreContents(driver, { from, to }, contents, { link, pace }).catch((error: unknown) => {
      if (errnoOf(error) !== 'EXDEV') throw error;
      throw new RefusedFolder(`${target} is on another file system than the backup: leave out --link`);
    });
    if (database && description.database) {
      await driver.copy(from.database, to.database);
      await driver.sync(to.root);
    }
    const restored = await new ContentsVerification(driver, to, { deep: false, pace }).run(contents);
    if (restored.findings.length > 0) {
      const [first] = restored.findings;
      throw new Error(`${to.root}/${first?.place}: ${first?.problem}, right after it was restored`);
    }
    await filling.finish();
    return description;
  } catch (error) {
    await filling.abandon();
    throw error;
  }
}

async function requireRoom(driver: FileSystemDriver, folder: string, { bytes }: Description): Promise<void> {
  const { freeBytes } = await driver.room(folder);
  if (bytes <= freeBytes) return;
  throw new RefusedFolder(
    `the disk of ${folder} has ${freeBytes} bytes free, and the backup has ${bytes}: make room`,
  );
}
