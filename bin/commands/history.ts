import type { Command } from 'commander';
import { datedEnding, parseTime, type Target } from '../../lib/server/command-target';
import type { Toolbox } from '../../lib/server/toolbox';
import { ManifestGone } from '../../lib/storage/manifest-gone';
import type { TagEvent } from '../../lib/storage/tag-history';
import { administrator } from '../administrator';
import { targetArgument, wholeNumber } from '../arguments';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';
import { table } from '../table';

/** `cyberdock history REPOSITORY[:TAG]` and `cyberdock history rollback` */
export function addHistory(program: Command, context: CommandContext): void {
  const history = program.command('history').description('what every tag pointed to and when');
  history
    .command('show <target>', { isDefault: true })
    .description('list the moves of REPOSITORY or REPOSITORY:TAG, the newest first')
    .option('--limit <count>', 'how many', wholeNumber(1, 100_000), 50)
    .option('--json', 'as JSON')
    .action((target: string, options: { limit: number; json?: boolean }) =>
      withToolbox((box) => show(context, box, targetArgument(target), options)),
    );
  history
    .command('rollback <target>')
    .description('point REPOSITORY:TAG to a manifest that it pointed to before')
    .option('--to <digest>', 'this manifest')
    .option('--at <time>', 'the manifest of that time, such as 2026-11-01T12:00:00Z')
    .action((target: string, options: RollbackOptions) =>
      withToolbox((box) => rollback(context, box, targetArgument(target), options)),
    );
}

interface RollbackOptions {
  to?: string;
  at?: string;
}

async function show(
  { print }: CommandContext,
  { storage }: Toolbox,
  { repository, tag }: Target,
  { limit, json }: { limit: number; json?: boolean },
): Promise<void> {
  const events = await storage.history.events(repository, { tag, limit });
  if (json) {
    print(JSON.stringify(events, null, 2));
  } else if (events.length === 0) {
    print('Nothing is known of it.');
  } else {
    const columns = ['AT', 'TAG', 'FROM', 'TO', 'WHY', 'WHO', 'ADDRESS', 'CLIENT'].map((title) => ({
      title,
    }));
    print(table(columns, events.map(rowOf)));
    const [last] = events;
    if (last) print(`\nPull a tag as it was: ${repository}:${last.tag}${datedEnding(last.atMs)}`);
  }
}

async function rollback(
  { print, remark, exit }: CommandContext,
  { storage }: Toolbox,
  { repository, tag }: Target,
  options: RollbackOptions,
): Promise<void> {
  if (tag === undefined || (options.to === undefined) === (options.at === undefined)) {
    remark('name REPOSITORY:TAG, and either --to a digest or --at a time');
    exit(exitCodes.usage);
    return;
  }
  const wanted = await wantedDigest(storage, { repository, tag }, options);
  if (typeof wanted !== 'object') {
    remark(wanted);
    exit(exitCodes.failed);
    return;
  }
  try {
    const before = await storage.manifests.retag(repository, tag, wanted.digest, administrator('rollback'));
    const already = before === wanted.digest ? ' already' : '';
    print(
      `${repository}:${tag}${already} points to ${wanted.digest}${before && !already ? `, before to ${before}` : ''}.`,
    );
  } catch (error) {
    if (!(error instanceof ManifestGone)) throw error;
    remark(error.message);
    exit(exitCodes.failed);
  }
}

/** The manifest that a rollback is to go to, or why there is none. */
async function wantedDigest(
  storage: Toolbox['storage'],
  { repository, tag }: Required<Pick<Target, 'repository' | 'tag'>>,
  { to, at }: RollbackOptions,
): Promise<Required<Pick<Target, 'digest'>> | string> {
  if (to !== undefined) {
    const { digest } = targetArgument(`${repository}@${to}`);
    return digest === undefined ? `${to} is not a digest` : { digest };
  }
  const atMs = parseTime(at ?? '');
  if (atMs === undefined) return `${at} is not a time: write it as 2026-11-01T12:00:00Z`;
  if (atMs > Date.now()) return `${at} is in the future`;
  const then = await storage.history.digestAt(repository, tag, atMs);
  if (then.state === 'digest') return { digest: then.digest };
  if (then.state === 'none') return `there was no ${repository}:${tag} at ${at}`;
  return `it is not known what ${repository}:${tag} was at ${at}: its history is known since ${new Date(then.knownSinceMs).toISOString()}`;
}

function rowOf({ atMs, tag, from, to, cause, actor, address, client }: TagEvent): string[] {
  const short = (digest: string | undefined) => digest?.slice(0, 'sha256:'.length + 12) ?? '-';
  return [
    new Date(atMs).toISOString(),
    tag,
    short(from),
    short(to),
    cause,
    actor,
    address ?? '',
    client ?? '',
  ];
}
