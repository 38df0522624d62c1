import path from 'node:path';
import { StoragePaths } from '../paths';

/**
 * Where backups lie:
 *
 *     {folder}/
 *     ├── {time}/                  a finished backup: a data folder as `StoragePaths` draws it, and
 *     │   ├── contents.jsonl       what must be in it: a line for each repository
 *     │   └── backup.json          what it is; written last
 *     └── {time}.partial/          one that is being made, was interrupted, or is being removed
 */
export class BackupPaths {
  readonly folder: string;

  /** @param folder the folder of all backups, absolute */
  constructor(folder: string) {
    this.folder = path.resolve(folder);
  }

  /** A finished backup. */
  finished(name: BackupName): string {
    return path.join(this.folder, name);
  }

  /** The same while it is not, or no longer, whole. */
  partial(name: BackupName): string {
    return path.join(this.folder, `${name}${partialSuffix}`);
  }
}

/** The files of one backup: those of a data folder, and two more. */
export class SnapshotPaths extends StoragePaths {
  readonly description: string;
  readonly contents: string;

  /** @param root the folder of the backup, absolute */
  constructor(root: string) {
    super(root);
    this.description = path.join(root, 'backup.json');
    this.contents = path.join(root, 'contents.jsonl');
  }
}

/** The name of a backup: when it was begun, in UTC, as `2026-11-26T19-21-52.004Z`. They sort by time. */
export type BackupName = string & { readonly __brand: 'BackupName' };

const pattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/;
const partialSuffix = '.partial';

/** The name of a backup that is begun now. */
export function backupNameAt(atMs: number): BackupName {
  return new Date(atMs).toISOString().replaceAll(':', '-') as BackupName;
}

/** What a name in the folder of backups stands for. */
export function readBackupName(text: string): { name: BackupName; partial: boolean } | undefined {
  const partial = text.endsWith(partialSuffix);
  const name = partial ? text.slice(0, -partialSuffix.length) : text;
  return pattern.test(name) ? { name: name as BackupName, partial } : undefined;
}
