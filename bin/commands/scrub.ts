import type { Command } from 'commander';
import { readableSize } from '../../lib/config/readable-size';
import { runScrub } from '../../lib/maintenance/run-scrub';
import type { ScrubResult } from '../../lib/maintenance/scrub';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';

/** `cyberdock scrub [--now] [--json]` */
export function addScrub(program: Command, { print, remark, exit, signal }: CommandContext): void {
  program
    .command('scrub')
    .description('read what was not read within maintenance.scrubPeriod, and compare it with its digest')
    .option('--now', 'read everything, whenever it was read last')
    .option('--json', 'as JSON')
    .action(async ({ now, json }: { now?: boolean; json?: boolean }) => {
      await withToolbox(async ({ config, jobs, storage }) => {
        const request = { cause: 'command line', signal, all: now } as const;
        const result = await runScrub(storage.parts, jobs, config.maintenance, request);
        if (json) print(JSON.stringify(result, null, 2));
        else tell(result, print, remark);
        const open = result.corrupt.filter(({ healedFrom }) => healedFrom === undefined);
        if (open.length + result.unreadable.length > 0) exit(exitCodes.findings);
      });
    });
}

function tell(result: ScrubResult, print: (line: string) => void, remark: (line: string) => void): void {
  for (const { path, healedFrom } of result.corrupt) {
    const healed = healedFrom === undefined ? 'no intact copy: push it again' : `healed from ${healedFrom}`;
    print(`corrupt, in quarantine now: ${path}: ${healed}`);
  }
  for (const file of result.unreadable) print(`the disk can’t read ${file}`);
  const { readFiles, readBytes, skippedFiles, corrupt, unreadable } = result;
  remark(
    `${readFiles} files read (${readableSize(readBytes)}), ${skippedFiles} read before; ${corrupt.length} corrupt, ${unreadable.length} unreadable.`,
  );
}
