import path from 'node:path';
import type { Command } from 'commander';
import { check } from '../../lib/maintenance/check/check';
import type { Finding } from '../../lib/maintenance/check/finding';
import type { JobContext } from '../../lib/maintenance/jobs';
import type { RepairOutcome } from '../../lib/maintenance/repair/outcome';
import { planRepair, type RepairPlan } from '../../lib/maintenance/repair/plan';
import { repair } from '../../lib/maintenance/repair/repair';
import type { Toolbox } from '../../lib/server/toolbox';
import { rebuildIndex } from '../../lib/storage/mending/reindex';
import { StoragePaths } from '../../lib/storage/paths';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';

interface Options {
  yes?: boolean;
  deep?: boolean;
  from?: string;
  rebuildDatabase?: boolean;
  json?: boolean;
}

/** `cyberdock repair [--yes] [--deep] [--from DIR] [--rebuild-database] [--json]` */
export function addRepair(program: Command, context: CommandContext): void {
  program
    .command('repair')
    .description('mend what a check finds; without --yes it only shows what it would do')
    .option('--yes', 'do it')
    .option('--deep', 'also read every stored byte first, to find corrupt blobs')
    .option('--from <dir>', 'take intact content from this data folder of a backup')
    .option(
      '--rebuild-database',
      'read the index of the database again from the files, and mend nothing else',
    )
    .option('--json', 'as JSON')
    .action(async (options: Options) => {
      await withToolbox(async (toolbox) => {
        const { jobs, config } = toolbox;
        const { signal } = context;
        const bytesPerSecond = options.deep ? config.maintenance.diskBytesPerSecond : undefined;
        await jobs.run<object>({ kind: 'repair', cause: 'command line', signal, bytesPerSecond }, (job) =>
          options.rebuildDatabase
            ? rebuild(toolbox, job, options, context)
            : mend(toolbox, job, options, context),
        );
      });
    });
}

async function rebuild(
  { storage }: Toolbox,
  job: JobContext,
  { yes, json }: Options,
  context: CommandContext,
): Promise<object> {
  const { print, exit } = context;
  if (!yes) {
    print(
      json
        ? JSON.stringify({ planned: 'rebuild-database' })
        : 'Would read the whole index again from the files. Nothing was done: add --yes to do it.',
    );
    exit(exitCodes.refused);
    return { planned: 'rebuild-database' };
  }
  const counts = await rebuildIndex(storage.parts, job.signal, (repository) => job.progress({ repository }));
  const { repositories, tags, manifests, blobs } = counts;
  print(
    json
      ? JSON.stringify(counts)
      : `The index was read again: ${repositories} repositories, ${tags} tags, ${manifests} manifests, ${blobs} blobs.`,
  );
  return counts;
}

async function mend(
  { storage }: Toolbox,
  job: JobContext,
  options: Options,
  context: CommandContext,
): Promise<object> {
  const { parts } = storage;
  const from = options.from === undefined ? undefined : new StoragePaths(path.resolve(options.from));
  if (from && !(await parts.driver.stat(from.pool))?.isFolder) {
    throw new Error(`--from ${options.from}: it is no data folder, for it has no folder pool`);
  }
  const findings: Finding[] = [];
  for await (const found of check({ parts, pace: job.pace, deep: options.deep })) findings.push(found);
  const plan = planRepair(findings);
  if (!options.yes) {
    showPlan(plan, options, context);
    return { planned: plan.actions.length, left: plan.left.length };
  }
  const outcomes: RepairOutcome[] = [];
  for (const action of plan.actions) {
    const outcome = await repair({ parts, pace: job.pace, signal: job.signal, from }, action);
    outcomes.push(outcome);
    job.progress({ done: outcomes.length, of: plan.actions.length });
    if (!options.json) {
      context.print(`${outcome.done ? 'mended' : 'left'}: ${nameOf(outcome.finding)}: ${outcome.words}`);
    }
  }
  return tellOutcome(plan, outcomes, options, context);
}

function showPlan({ actions, left }: RepairPlan, { json }: Options, { print, remark, exit }: CommandContext) {
  if (json) print(JSON.stringify({ actions, left }, null, 2));
  for (const { finding, words } of json ? [] : actions) print(`${nameOf(finding)}: would ${words}`);
  for (const finding of json ? [] : left) print(`${nameOf(finding)}: left: ${finding.repair}`);
  if (actions.length > 0) exit(exitCodes.refused);
  remark(
    actions.length === 0
      ? 'There is nothing that repair could mend. Add --deep to look for corrupt blobs too.'
      : 'Nothing was done: add --yes to do it. Add --deep to find corrupt blobs too.',
  );
}

function tellOutcome(
  { left }: RepairPlan,
  outcomes: RepairOutcome[],
  { json }: Options,
  { print, remark, exit }: CommandContext,
) {
  const mended = outcomes.filter(({ done }) => done).length;
  const open = [...outcomes.filter(({ done }) => !done).map(({ finding }) => finding), ...left];
  const grave = open.filter(({ severity }) => severity !== 'info').length;
  if (json) print(JSON.stringify({ outcomes, left }, null, 2));
  for (const finding of json ? [] : left) print(`left: ${nameOf(finding)}: ${finding.repair}`);
  remark(`${mended} mended, ${grave} left.`);
  if (grave > 0) exit(exitCodes.findings);
  return { mended, left: grave };
}

function nameOf({ kind, place }: Finding): string {
  return `${kind}: ${place.path}`;
}
