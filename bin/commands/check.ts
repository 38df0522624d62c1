import type { Command } from 'commander';
import { type Finding, type FindingKind, findingKinds } from '../../lib/maintenance/check/finding';
import { type CheckResult, runCheck } from '../../lib/maintenance/check/run-check';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';

/** `cyberdock check [--deep] [--json]` */
export function addCheck(program: Command, { print, remark, exit, signal }: CommandContext): void {
  program
    .command('check')
    .description('look through the whole data folder and tell what is not as it should be')
    .option('--deep', 'also read every stored byte and compare it with its digest')
    .option('--json', 'as JSON: a list of findings, and how many there are of each kind')
    .action(async ({ deep = false, json = false }: { deep?: boolean; json?: boolean }) => {
      await withToolbox(async ({ config, jobs, storage }) => {
        let told = 0;
        const { findings: _, ...counts } = await runCheck(storage.parts, jobs, config.maintenance, {
          cause: 'command line',
          signal,
          deep,
          onBegun: () => {
            if (json) print('{"findings":[');
          },
          onFinding: (found) => {
            if (json) print(`${told > 0 ? ',' : ''}${JSON.stringify(found)}`);
            else for (const line of linesOf(found)) print(line);
            told += 1;
          },
        });
        if (json) print(`],"counts":${JSON.stringify(counts)}}`);
        if (!json) remark(summaryOf(counts));
        if (counts.bySeverity.error + counts.bySeverity.warning > 0) exit(exitCodes.findings);
      });
    });
}

/** A finding as people read it. */
export function linesOf({ kind, severity, place, detail, consequence, repair }: Finding): string[] {
  const what = detail === undefined ? '' : ` (${detail})`;
  const by = place.by === undefined ? '' : `, named by ${place.by}`;
  return [`${severity}: ${kind}: ${place.path}${by}${what}`, `  ${consequence}`, `  To mend it: ${repair}.`];
}

function summaryOf({ bySeverity, byKind, total }: Omit<CheckResult, 'findings'>): string {
  if (total === 0) return 'All is well.';
  const kinds = (Object.keys(findingKinds) as FindingKind[])
    .filter((kind) => byKind[kind] !== undefined)
    .map((kind) => `${byKind[kind]} ${kind}`);
  return `${bySeverity.error} errors, ${bySeverity.warning} warnings, ${bySeverity.info} for information: ${kinds.join(', ')}.`;
}
