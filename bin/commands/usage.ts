import { type Command, Option } from 'commander';
import { readableSize } from '../../lib/config/readable-size';
import { figuresInWords } from '../../lib/maintenance/usage/figures-in-words';
import { measureUsage } from '../../lib/maintenance/usage/measure-usage';
import {
  type RepositoryUsage,
  topRepositories,
  type Usage,
  type UsageOrder,
  type UsageTotals,
  usageOrders,
} from '../../lib/maintenance/usage/usage';
import type { QuotaUsage } from '../../lib/storage/quotas/quotas';
import { wholeNumber } from '../arguments';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';
import { table } from '../table';
import { countedUsage } from './quota';
import { quotaTable } from './quota-table';

interface UsageCommandOptions {
  repository?: string;
  top: number;
  sort: UsageOrder;
  json?: boolean;
}

/** `cyberdock usage` */
export function addUsage(program: Command, context: CommandContext): void {
  program
    .command('usage')
    .description('measure what everything takes on disk, exactly; safe while the server runs')
    .option('--repository <name>', 'show this repository alone')
    .option('--top <n>', 'show so many repositories', wholeNumber(1), 20)
    .addOption(
      new Option('--sort <order>', 'the largest of these first, or by name')
        .choices(usageOrders)
        .default('logical'),
    )
    .option('--json', 'as JSON, sizes in bytes')
    .action(async (options: UsageCommandOptions) => {
      await withToolbox(async (box) => {
        const { config, storage } = box;
        const { graceMs } = config.maintenance;
        const usage = await measureUsage(storage.parts, { graceMs, signal: context.signal });
        const quotas = await countedUsage(box, context.signal);
        showUsage(context, { ...usage, quotas }, options, config.storage.freeBytesMin);
      });
    });
}

function showUsage(
  { print, remark, exit }: CommandContext,
  usage: Usage & { quotas: QuotaUsage[] },
  { repository, top, sort, json }: UsageCommandOptions,
  freeBytesMin: number,
): void {
  const repositories = repository ? named(usage, repository) : topRepositories(usage, sort, top);
  if (repository && repositories.length === 0) {
    remark(`there is no repository ${repository}, or it holds nothing`);
    exit(exitCodes.failed);
  } else if (json) {
    print(JSON.stringify({ ...usage, repositories }, null, 2));
  } else {
    print(repositoryTable(repositories));
    if (repository) return;
    const hidden = usage.repositories.length - repositories.length;
    if (hidden > 0) print(`and ${hidden} more (--top ${usage.repositories.length} shows all)`);
    print(`\n${totalsTable(usage.totals, freeBytesMin)}`);
    if (usage.quotas.length > 0) print(`\n${quotaTable(usage.quotas)}`);
  }
}

/** The repository of this name, which may leave out `library/`. */
function named({ repositories }: Usage, name: string): RepositoryUsage[] {
  return repositories.filter(({ repository }) => repository === name || repository === `library/${name}`);
}

function repositoryTable(repositories: RepositoryUsage[]): string {
  const numbers = ['Logical', 'Unique', 'Shared', 'Blobs', 'Manifests', 'Tags'];
  return table(
    [{ title: 'Repository' }, ...numbers.map((title) => ({ title, align: 'right' as const }))],
    repositories.map((one) => [
      one.repository,
      readableSize(one.logicalBytes),
      readableSize(one.uniqueBytes),
      readableSize(one.sharedBytes),
      ...[one.blobs, one.manifests, one.tags].map(String),
    ]),
  );
}

/** Each figure with the sentence that says what it is. */
function totalsTable(totals: UsageTotals, freeBytesMin: number): string {
  return table(
    [{ title: 'In all' }, { title: 'Size', align: 'right' }, { title: '' }],
    figuresInWords(totals, freeBytesMin).map(({ title, bytes, sentence }) => [
      title,
      readableSize(bytes),
      sentence,
    ]),
  );
}
