import { Database } from '@/lib/database/database';
import type { FileSystemDriver } from '@/lib/storage/driver';
import { readDescription } from '@/lib/storage/snapshot/backup-folder';
import { SnapshotPaths } from '@/lib/storage/snapshot/backup-paths';
import { readContents } from '@/lib/storage/snapshot/contents';
import type { ContentsLine, Description } from '@/lib/storage/snapshot/description';
import { ContentsVerification, type Finding, type Spender } from '@/lib/storage/snapshot/verify-contents';

/** What came of looking through a backup. */
export interface BackupVerification {
  /** Absent when the backup does not say what it is. */
  description?: Description;
  /** What must be in it, when that is known. */
  contents: ContentsLine[];
  findings: Finding[];
  manifests: number;
  blobs: number;
  /** Bytes that were compared with a digest. */
  hashedBytes: number;
}

/**
 * Looks through a backup, and changes nothing: every manifest is hashed, everything that it names must be there with
 * the size that it states, and the database must be sound.
 * @param root the folder of the backup, absolute
 * @param deep also compares every blob with its digest, each file once
 */
export async function verifyBackup(
  driver: FileSystemDriver,
  root: string,
  { deep, pace }: { deep: boolean; pace: Spender },
): Promise<BackupVerification> {
  const paths = new SnapshotPaths(root);
  const nothing = { contents: [], manifests: 0, blobs: 0, hashedBytes: 0 };
  const description = await readDescription(driver, paths);
  if (typeof description === 'string') {
    return { ...nothing, findings: [{ kind: 'missing', place: 'backup.json', problem: description }] };
  }
  const contents = await readContents(driver, paths, description);
  if (typeof contents === 'string') {
    const findings: Finding[] = [{ kind: 'corrupt', place: 'contents.jsonl', problem: contents }];
    return { ...nothing, description, findings };
  }
  const verified = await new ContentsVerification(driver, paths, { deep, pace }).run(contents);
  if (description.database) {
    const problem = (await driver.stat(paths.database)) ? Database.damageOf(paths.database) : 'it is missing';
    if (problem !== undefined) verified.findings.push({ kind: 'corrupt', place: 'cyberdock.db', problem });
  }
  return { description, contents, ...verified };
}
