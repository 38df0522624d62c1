import { randomInt } from 'node:crypto';
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { formatDuration, parseDuration } from '../../lib/config/duration';
import { type TortureReport, torture } from '../../lib/torture/torture';
import { wholeNumber } from '../arguments';
import type { CommandContext } from '../context';
import { exitCodes } from '../exit-codes';

interface Options {
  operations: number;
  processes: number;
  killEvery?: number;
  seed: number;
  lease: number;
  fsync: boolean;
  collection: boolean;
  json?: boolean;
}

/** `cyberdock torture DIR` */
export function addTorture(program: Command, context: CommandContext): void {
  const { print, remark, signal, exit } = context;
  program
    .command('torture')
    .description(
      'see whether CyberDock keeps its promises on a disk: servers, clients and collection work on a data folder of their own in DIR, and everything is compared with what must be there. An operation is a request that was answered and judged. The data stays in DIR/data',
    )
    .argument('<DIR>', 'a folder on that disk; DIR/data must not be there yet')
    .option('--operations <number>', 'how many', wholeNumber(1, 1e9), 200_000)
    .option('--processes <number>', 'how many servers', wholeNumber(1, 64), 2)
    .option('--kill-every <duration>', 'kill a random process by SIGKILL, on average so often', duration)
    .option('--seed <number>', 'for the same choices again', wholeNumber(0, 2 ** 32 - 1))
    .option('--lease <duration>', 'how long a blob stays after a client was told of it', duration, 1_000)
    .option('--fsync', 'make everything durable, as outside of this test: slower by far on most disks', false)
    .option('--no-collection', 'collect no garbage meanwhile, and do not compare the disk at the end')
    .option('--json', 'report as JSON')
    .action(async (folder: string, options: Options) => {
      if (options.lease < 1_000) throw new InvalidArgumentError('--lease is at least 1s.');
      const report = await torture({
        projectFolder: context.projectFolder,
        folder: path.resolve(folder),
        operations: options.operations,
        processes: options.processes,
        killEveryMs: options.killEvery,
        seed: options.seed ?? randomInt(2 ** 32),
        leaseMs: options.lease,
        fsync: options.fsync,
        collects: options.collection,
        signal,
        onProgress: remark,
      });
      print(options.json ? JSON.stringify(report, null, 2) : textOf(report));
      if (signal.aborted) exit(exitCodes.interrupted);
      else if (report.failed > 0) exit(exitCodes.findings);
    });
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0)
    throw new InvalidArgumentError('It must be a duration, such as 5s or 1m.');
  return ms;
}

function textOf(report: TortureReport): string {
  const kinds = Object.entries(report.byKind);
  const width = Math.max(...kinds.map(([kind]) => kind.length));
  const seconds = Math.round(report.elapsedMs / 1000);
  const lines = [
    ...kinds.map(([kind, count]) => `${kind.padEnd(width)}  ${String(count).padStart(9)}`),
    '',
    `${report.operations} operations in ${formatDuration(seconds * 1000)}, ${report.operationsPerSecond} a second under load, on ${report.repositories} repositories`,
    `${report.collections} collections, ${report.kills} kills, ${report.cut} requests cut by them, ${report.leasesExpired} manifests after the lease of a blob`,
    ...(report.expectedDiskBytes > 0
      ? [`${report.diskBytes} bytes on disk at the end, ${report.expectedDiskBytes} expected`]
      : []),
    ...report.failures.flatMap(({ kind, repository, what, events }) => [
      '',
      `FAILED: ${kind}: ${repository} ${what}`,
      ...events.map((event) => `    ${event}`),
    ]),
    '',
    report.failed === 0
      ? `Nothing was lost (seed ${report.seed}).`
      : `${report.failed} failures (seed ${report.seed}).`,
  ];
  return lines.join('\n');
}
