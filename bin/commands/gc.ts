import type { Command } from 'commander';
import { readableSize } from '../../lib/config/readable-size';
import type { CollectionProgress } from '../../lib/maintenance/collection/options';
import type { CollectionResult, Garbage, RepositoryGarbage } from '../../lib/maintenance/collection/report';
import { planCollection, runCollection } from '../../lib/maintenance/collection/run-collection';
import { Listed } from '../../lib/maintenance/listed';
import type { RepositoryName } from '../../lib/oci/repository-name';
import { repositoryArgument } from '../arguments';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';
import { table } from '../table';

interface GcOptions {
  json?: boolean;
  full?: boolean;
  repository?: RepositoryName;
}

/** `cyberdock gc plan|run` */
export function addGc(program: Command, context: CommandContext): void {
  const gc = program
    .command('gc')
    .description('garbage: blobs that no manifest names, untagged manifests, expired uploads, pool orphans');
  const commands = [
    { name: 'plan', says: 'say what would go now and how much comes free; take nothing' },
    { name: 'run', says: 'take what has been garbage for the grace period, and mark what is new' },
  ] as const;
  for (const { name, says } of commands) {
    gc.command(name)
      .description(says)
      .option('--json', 'as JSON, with each thing that goes')
      .option('--full', 'look also at repositories that did not change since the last run, and at the pool')
      .option('--repository <name>', 'look at this one alone', repositoryArgument)
      .action((options: GcOptions) => collect(name, options, context));
  }
}

/** How many lines a list has; the totals are exact all the same. */
const repositoriesMax = 1_000;
const itemsMax = 10_000;

async function collect(command: 'plan' | 'run', options: GcOptions, context: CommandContext): Promise<void> {
  const { repository } = options;
  await withToolbox(async ({ storage, jobs, config }) => {
    const [repositories, items] = [
      new Listed<RepositoryGarbage>(repositoriesMax),
      new Listed<Garbage>(itemsMax),
    ];
    const choices = {
      signal: context.signal,
      full: options.full,
      repository,
      onRepository: (one: RepositoryGarbage) => repositories.add(one),
      ...(options.json && { onGarbage: (one: Garbage) => items.add(one) }),
      progress: progressLine(context),
    };
    const result =
      command === 'plan'
        ? await planCollection(storage.parts, config, choices)
        : await runCollection(storage.parts, jobs, config, { ...choices, cause: 'command line' });
    if (choices.progress) process.stderr.write('\r\x1b[K');
    if (repository !== undefined && result.repositories.total === 0) {
      context.remark(`there is no repository ${repository}: cyberdock usage lists those that there are`);
      context.exit(exitCodes.failed);
    } else if (options.json) {
      const lists = {
        repositories: repositories.list,
        repositoriesOmitted: repositories.omitted,
        garbage: items.list,
        garbageOmitted: items.omitted,
      };
      context.print(JSON.stringify({ command, totals: result, ...lists }, null, 2));
    } else for (const line of linesOf(command, result, repositories)) context.print(line);
  });
}

/** Tells a person at a terminal how far it has come, on one line that is written over. */
function progressLine({ signal }: CommandContext): ((state: CollectionProgress) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  let toldAt = 0;
  return ({ phase, repositoriesDone, repositoriesTotal, freeBytes }) => {
    if (Date.now() - toldAt < 200 || signal.aborted) return;
    toldAt = Date.now();
    const place =
      phase === 'repositories' ? `${repositoriesDone} of ${repositoriesTotal} repositories` : phase;
    process.stderr.write(`\r\x1b[K${place}, ${readableSize(freeBytes)} free`);
  };
}

function* linesOf(
  command: 'plan' | 'run',
  result: CollectionResult,
  repositories: Listed<RepositoryGarbage>,
): Generator<string> {
  const isPlan = command === 'plan';
  if (repositories.list.length > 0) {
    const right = 'right' as const;
    const columns = [
      { title: 'REPOSITORY' },
      { title: isPlan ? 'BLOBS THAT GO' : 'BLOBS TAKEN', align: right },
      { title: 'MANIFESTS', align: right },
      { title: isPlan ? 'COMES FREE' : 'FREED', align: right },
      { title: 'WAITING', align: right },
      { title: '' },
    ];
    yield table(columns, repositories.list.map(rowOf));
    if (repositories.omitted > 0) yield `and ${repositories.omitted} others`;
    yield '';
  }
  const { blobs, manifests, poolEntries, uploads, waiting, freeBytes, sharedBytes, poolWalked } = result;
  const { total, looked, damaged } = result.repositories;
  yield `${looked} of ${total} repositories looked at; the others did not change since the last run.`;
  const amounts: [string, { count: number; bytes: number }][] = [
    ['blobs that no manifest names', blobs],
    ['manifests that no tag reaches', manifests],
    ['expired uploads', uploads],
    ['blobs that only the pool holds', poolEntries],
  ];
  for (const [what, { count, bytes }] of amounts) {
    if (count > 0) yield `${isPlan ? 'Would go' : 'Taken'}: ${count} ${what}, ${readableSize(bytes)}.`;
  }
  yield `${isPlan ? 'Would come free' : 'Freed'}: ${readableSize(freeBytes)}${
    sharedBytes > 0 ? `; ${readableSize(sharedBytes)} more stay, because others hold the same files` : ''
  }.`;
  if (waiting.count > 0) {
    yield `Waiting for their time: ${waiting.count}, ${readableSize(waiting.bytes)}.`;
  }
  if (!poolWalked) yield 'The pool was not looked through: that is done once a day, and with --full.';
  if (damaged > 0) yield `${damaged} damaged repositories were left alone: see cyberdock check.`;
}

function rowOf({ repository, blobs, manifests, freeBytes, waiting, damage }: RepositoryGarbage): string[] {
  return [
    repository,
    String(blobs.count),
    String(manifests.count),
    readableSize(freeBytes),
    String(waiting.count),
    damage === undefined ? '' : `left alone: ${damage}`,
  ];
}
