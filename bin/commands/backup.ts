import path from 'node:path';
import type { Command } from 'commander';
import { readableSize } from '../../lib/config/readable-size';
import { type BackupReport, makeBackup } from '../../lib/maintenance/backup/backup';
import { verifyBackup } from '../../lib/maintenance/backup/verify-backup';
import { Pace } from '../../lib/maintenance/pace';
import { FileSystemDriver } from '../../lib/storage/driver';
import { RefusedFolder } from '../../lib/storage/snapshot/backup-folder';
import { errnoOf } from '../../lib/storage/storage-error';
import program from '../../package.json' with { type: 'json' };
import { wholeNumber } from '../arguments';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';
import { findingsTable } from './findings-table';

interface BackupFlags {
  json?: boolean;
  keep?: number;
  copy?: boolean;
  takeOver?: boolean;
}

/** `cyberdock backup DIR` and `cyberdock backup verify BACKUP` */
export function addBackup(commands: Command, context: CommandContext): void {
  const backup = commands
    .command('backup')
    .description('make a backup of the data folder, while it is in use, in a folder of its own below DIR')
    .argument('<dir>', 'where the backups lie, outside of the data folder')
    .option(
      '--keep <n>',
      'how many backups stay, this one among them; older ones are removed',
      wholeNumber(1),
    )
    .option('--copy', 'copy the files also where hard links are possible')
    .option('--take-over', 'go on in a folder with the backups of another data folder')
    .option('--json', 'as JSON')
    .action((dir: string, flags: BackupFlags) => refusing(context, () => run(dir, flags, context)));
  backup
    .command('verify')
    .description('look through a backup: manifests, references and sizes; with --deep every byte')
    .argument('<backup>', 'the folder of one backup')
    .option('--deep', 'compare every blob with its digest')
    // The command above has an option of this name, and takes it where it stands.
    .option('--json', 'as JSON')
    .action((folder: string, flags: { deep?: boolean }, command: Command) =>
      verify(folder, { ...flags, json: command.optsWithGlobals().json }, context),
    );
}

async function run(dir: string, flags: BackupFlags, { signal, print, exit }: CommandContext): Promise<void> {
  await withToolbox(async ({ jobs, storage }) => {
    const options = { folder: dir, tool: program.version, ...flags };
    const report = await jobs.run({ kind: 'backup', cause: 'command line', signal }, async (job) => {
      const { leftOut, ...made } = await makeBackup(storage.parts, options, job);
      return { ...made, leftOut };
    });
    if (report.leftOut.length > 0) exit(exitCodes.findings);
    print(flags.json ? JSON.stringify(report, null, 2) : textOf(report));
  });
}

function textOf(report: BackupReport): string {
  const { mode, repositories, tags, manifests, blobs, bytes, copied, copiedBytes, leftOut } = report;
  const seconds = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000;
  const lines = [
    `${report.place}`,
    `${repositories} repositories, ${tags} tags, ${manifests} manifests, ${blobs} blobs, ${readableSize(bytes)}, in ${seconds} s`,
    mode === 'link'
      ? 'By hard links: it shares its files with the registry, so it protects from deletion and mistakes, not from a disk that fails. Keep a copy on another disk too.'
      : `${copied} files copied (${readableSize(copiedBytes)}), each compared with its digest; the others are links to the backup before.`,
  ];
  for (const name of report.removed) lines.push(`Removed the old backup ${name}`);
  if (report.removedPartials > 0) lines.push(`Removed ${report.removedPartials} interrupted backups`);
  if (leftOut.length > 0) {
    lines.push(`Left out, because it is broken in the registry (run cyberdock check):`);
    for (const { repository, reference, reason } of leftOut) {
      lines.push(`  ${repository} ${reference}: ${reason}`);
    }
  }
  return lines.join('\n');
}

async function verify(
  folder: string,
  { deep = false, json }: { deep?: boolean; json?: boolean },
  { signal, print, exit }: CommandContext,
): Promise<void> {
  const pace = new Pace(signal);
  const driver = new FileSystemDriver(true);
  const { contents: _, ...verified } = await verifyBackup(driver, path.resolve(folder), { deep, pace });
  const { findings, manifests, blobs, hashedBytes } = verified;
  if (findings.length > 0) exit(exitCodes.findings);
  if (json) return print(JSON.stringify(verified, null, 2));
  if (findings.length > 0) print(findingsTable(findings));
  print(
    `${manifests} manifests and ${blobs} blobs looked at, ${readableSize(hashedBytes)} compared with their digests: ${findings.length === 0 ? 'the backup is whole' : `${findings.length} findings`}`,
  );
}

/** Says why nothing was done, and ends with the exit code for that. */
export async function refusing({ remark, exit }: CommandContext, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (errnoOf(error) === 'ENOSPC') {
      remark(`the disk is full; what was begun is removed by the next run (${(error as Error).message})`);
      return exit(exitCodes.failed);
    }
    if (!(error instanceof RefusedFolder)) throw error;
    remark(error.message);
    exit(exitCodes.refused);
  }
}
