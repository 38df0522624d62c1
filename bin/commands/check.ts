import type { Command } from 'commander';
import { check } from '../../lib/maintenance/check/check';
import {
  type Finding,
  type FindingKind,
  findingKinds,
  type Severity,
} from '../../lib/maintenance/check/finding';
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
        const bytesPerSecond = deep ? config.maintenance.diskBytesPerSecond : undefined;
        const counts = await jobs.run(
          { kind: 'check', cause: 'command line', signal, bytesPerSecond },
          async ({ pace, progress }) => {
            const tally = new Tally();
            if (json) print('{"findings":[');
            for await (const found of check({
              parts: storage.parts,
              pace,
              deep,
              onRepository: (repository) => progress({ repository, ...tally.bySeverity }),
            })) {
              if (json) print(`${tally.total > 0 ? ',' : ''}${JSON.stringify(found)}`);
              else for (const line of linesOf(found)) print(line);
              tally.add(found);
            }
            if (json) print(`],"counts":${JSON.stringify(tally)}}`);
            return tally;
          },
        );
        if (!json) remark(summaryOf(counts));
        if (counts.bySeverity.error + counts.bySeverity.warning > 0) exit(exitCodes.findings);
      });
    });
}

/** How many findings there are. */
class Tally {
  readonly bySeverity: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  readonly byKind: Partial<Record<FindingKind, number>> = {};
  total = 0;

  add({ kind, severity }: Finding): void {
    this.total += 1;
    this.bySeverity[severity] += 1;
    this.byKind[kind] = (this.byKind[kind] ?? 0) + 1;
  }
}

/** A finding as people read it. */
export function linesOf({ kind, severity, place, detail, consequence, repair }: Finding): string[] {
  const what = detail === undefined ? '' : ` (${detail})`;
  const by = place.by === undefined ? '' : `, named by ${place.by}`;
  return [`${severity}: ${kind}: ${place.path}${by}${what}`, `  ${consequence}`, `  To mend it: ${repair}.`];
}

function summaryOf({ bySeverity, byKind, total }: Tally): string {
  if (total === 0) return 'All is well.';
  const kinds = (Object.keys(findingKinds) as FindingKind[])
    .filter((kind) => byKind[kind] !== undefined)
    .map((kind) => `${byKind[kind]} ${kind}`);
  return `${bySeverity.error} errors, ${bySeverity.warning} warnings, ${bySeverity.info} for information: ${kinds.join(', ')}.`;
}
