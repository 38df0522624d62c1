import path from 'node:path';
import type { Command } from 'commander';
import { readableSize } from '../../lib/config/readable-size';
import { CorruptBackup, restoreBackup } from '../../lib/maintenance/backup/restore-backup';
import { Pace } from '../../lib/maintenance/pace';
import { FileSystemDriver } from '../../lib/storage/driver';
import type { CommandContext } from '../context';
import { exitCodes } from '../exit-codes';
import { refusing } from './backup';
import { findingsTable } from './findings-table';

interface RestoreFlags {
  link?: boolean;
  database: boolean;
  json?: boolean;
}

/** `cyberdock restore BACKUP TARGET` */
export function addRestore(program: Command, context: CommandContext): void {
  program
    .command('restore')
    .description('check a backup, and make a data folder of it')
    .argument('<backup>', 'the folder of one backup')
    .argument('<target>', 'the new data folder: empty, or not there yet')
    .option('--link', 'share the files with the backup by hard links: quick, but what rots then rots in both')
    .option('--no-database', 'leave out the database: history and statistics begin anew')
    .option('--json', 'as JSON')
    .action((backup: string, target: string, flags: RestoreFlags) =>
      refusing(context, () => run(backup, target, flags, context)),
    );
}

async function run(
  backup: string,
  target: string,
  { link = false, database, json }: RestoreFlags,
  { signal, print, remark, exit }: CommandContext,
): Promise<void> {
  const options = { backup, target, link, database, pace: new Pace(signal) };
  try {
    const restored = await restoreBackup(new FileSystemDriver(true), options);
    if (json) return print(JSON.stringify({ target: path.resolve(target), ...restored }, null, 2));
    const { repositories, tags, manifests, blobs, bytes } = restored;
    print(
      `${path.resolve(target)} is ready: ${repositories} repositories, ${tags} tags, ${manifests} manifests, ${blobs} blobs, ${readableSize(bytes)}`,
    );
  } catch (error) {
    if (!(error instanceof CorruptBackup)) throw error;
    exit(exitCodes.findings);
    if (json) return print(JSON.stringify({ findings: error.findings }, null, 2));
    print(findingsTable(error.findings));
    remark(error.message);
  }
}
