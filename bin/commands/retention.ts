import type { Command } from 'commander';
import { Pace } from '../../lib/maintenance/pace';
import type { Decision } from '../../lib/maintenance/retention/evaluation';
import { runRetention } from '../../lib/maintenance/retention/run';
import { simulateRetention } from '../../lib/maintenance/retention/simulate';
import { sweepPulls } from '../../lib/maintenance/retention/sweep-pulls';
import { RetentionTally, type RetentionTotals } from '../../lib/maintenance/retention/totals';

import type { RepositoryName } from '../../lib/oci/repository-name';
import { policiesInWords } from '../../lib/server/dashboard/administration/policy-in-words';
import { repositoryArgument } from '../arguments';
import { type CommandContext, withToolbox } from '../context';
import { counted } from '../counted';
import { exitCodes } from '../exit-codes';
import { table } from '../table';

/** How many tags one table shows at most: longer lists go out in pieces, so that none is held in memory. */
const rowsMax = 1000;

/** `cyberdock retention policies|simulate|run` */
export function addRetention(program: Command, context: CommandContext): void {
  const retention = program.command('retention').description('which tags the policies keep, and which go');
  retention
    .command('policies')
    .description('list the policies in their order, where each comes from, and what it says')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      await withToolbox(async ({ storage }) => {
        const policies = policiesInWords(storage.retentionPolicies);
        if (json) return context.print(JSON.stringify(policies));
        if (policies.length === 0) return context.remark('there are no policies');
        const columns = ['Place', 'From', 'Name', 'Repositories', 'Says'].map((title) => ({ title }));
        const rows = policies.map(({ place, stored, name, repositories, says }) => [
          place,
          stored
            ? `dashboard, ${stored.changedBy}${stored.isEnabled ? '' : ', switched off'}`
            : 'configuration',
          name === place ? '' : name,
          repositories.join(', '),
          says.join('; ') || 'removes nothing',
        ]);
        context.print(table(columns, rows));
      });
    });
  retention
    .command('simulate')
    .description('say of each tag whether the policies keep it, and why; changes nothing')
    .option('--repository <name>', 'only this repository', repositoryArgument)
    .option('--json', 'as JSON')
    .action(async (options: SimulateOptions) => {
      await withToolbox(async ({ config, storage }) => {
        const { enabled } = config.retention;
        const policies = storage.retentionPolicies.inForce;
        if (policies.length === 0)
          context.remark('there are no policies: see retention.policies, and the dashboard');
        const pages = simulateRetention(storage.parts, { policies }, new Pace(context.signal), options);
        const report = reportOf(options.json, context, enabled);
        const tally = new RetentionTally();
        for await (const { repository, decisions } of pages) {
          for (const decision of decisions) {
            tally.add(repository, decision);
            report.add(repository, decision);
          }
        }
        report.end(tally.totals, `${sumOf(tally.totals)} would be removed`);
        if (!enabled) context.remark('retention.enabled is false: the server removes none of them');
      });
    });
  retention
    .command('run')
    .description('remove the tags that no policy keeps; they go to the trash')
    .option('--even-if-disabled', 'also while retention.enabled is false')
    .option('--json', 'as JSON')
    .action(async ({ evenIfDisabled, json }: RunOptions) => {
      await withToolbox(async ({ config, storage, jobs }) => {
        const { enabled } = config.retention;
        const policies = storage.retentionPolicies.inForce;
        if (!enabled && !evenIfDisabled) {
          context.remark(
            'refused: retention.enabled is false. See what would go with "cyberdock retention simulate", then enable it, or run this with --even-if-disabled',
          );
          return context.exit(exitCodes.refused);
        }
        const options = { kind: 'retention', cause: 'command line', signal: context.signal } as const;
        const result = await jobs.run(options, async (job) => {
          await sweepPulls(storage.parts, job.pace);
          const report = reportOf(json, context, enabled);
          const onRemoved = report.add.bind(report);
          const result = await runRetention(storage.parts, { policies }, job, { onRemoved });
          report.end(result, `${sumOf(result)} were removed`);
          return result;
        });
        if (result.busy > 0)
          context.remark(
            `locked for too long and left out: ${counted(result.busy, 'repository', 'repositories')}. Run it again`,
          );
      });
    });
}

interface SimulateOptions {
  repository?: RepositoryName;
  json?: boolean;
}

interface RunOptions {
  evenIfDisabled?: boolean;
  json?: boolean;
}

const sumOf = ({ tags, repositories, removed }: RetentionTotals) =>
  `${counted(tags, 'tag', 'tags')} in ${counted(repositories, 'repository', 'repositories')}: ${removed}`;

/** What tags become, told one after the other. */
interface Report {
  add: (repository: RepositoryName, decision: Decision) => void;
  end: (totals: object, sum: string) => void;
}

function reportOf(json: boolean | undefined, { print }: CommandContext, enabled: boolean): Report {
  return json ? new JsonReport(print, enabled) : new TableReport(print);
}

/** One JSON document, written line by line, however long it gets. */
class JsonReport implements Report {
  readonly #print: (line: string) => void;
  #before = '';

  constructor(print: (line: string) => void, enabled: boolean) {
    this.#print = print;
    print(`{"enabled":${enabled},"tags":[`);
  }

  add(repository: RepositoryName, decision: Decision): void {
    this.#print(`${this.#before}${JSON.stringify({ repository, ...decision })}`);
    this.#before = ',';
  }

  end(totals: object): void {
    this.#print(`],"totals":${JSON.stringify(totals)}}`);
  }
}

/** A table for each repository, and the sum below. */
class TableReport implements Report {
  readonly #print: (line: string) => void;
  #repository: RepositoryName | undefined;
  #rows: string[][] = [];

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  add(repository: RepositoryName, { tag, keep, reason, policy = '' }: Decision): void {
    if (repository !== this.#repository || this.#rows.length >= rowsMax) this.#flush();
    this.#repository = repository;
    this.#rows.push([tag, keep ? 'keep' : 'remove', policy, reason]);
  }

  end(_totals: object, sum: string): void {
    this.#flush();
    this.#print(sum);
  }

  #flush(): void {
    if (this.#rows.length === 0) return;
    const columns = [{ title: 'Tag' }, { title: 'Decision' }, { title: 'Policy' }, { title: 'Why' }];
    this.#print(`${this.#repository}\n${table(columns, this.#rows)}\n`);
    this.#rows = [];
  }
}
