import type { Command } from 'commander';
import { formatDuration } from '../../lib/config/duration';
import { readableSize } from '../../lib/config/readable-size';
import type { Target } from '../../lib/server/command-target';
import type { Toolbox } from '../../lib/server/toolbox';
import { StorageError } from '../../lib/storage/storage-error';
import type { TrashEntry } from '../../lib/storage/trash/trash-entry';
import { TrashError } from '../../lib/storage/trash/trash-error';
import type { Restored } from '../../lib/storage/trash/trash-restore';
import { administrator } from '../administrator';
import { targetArgument } from '../arguments';
import { type CommandContext, withToolbox } from '../context';
import { counted } from '../counted';
import { exitCodes } from '../exit-codes';
import { table } from '../table';

/** `cyberdock trash list|restore|purge|add` */
export function addTrash(program: Command, context: CommandContext): void {
  const trash = program
    .command('trash')
    .description('what was deleted, and can be restored until it expires');
  trash
    .command('list')
    .description('list what can be restored, the newest first')
    .option('--repository <name>', 'of this repository alone', targetArgument)
    .option('--json', 'as JSON')
    .action((options: { repository?: Target; json?: boolean }) =>
      withToolbox((box) => list(context, box, options)),
    );
  trash
    .command('restore <id>')
    .description('bring back what an entry stands for: blobs, manifests, tags')
    .option('--overwrite', 'also tags that point to another manifest now')
    .option('--json', 'as JSON')
    .action((id: string, options: { overwrite?: boolean; json?: boolean }) =>
      explained(context, (box) => restore(context, box, id, options)),
    );
  trash
    .command('purge [id]')
    .description('let entries go for good, and free what only they held')
    .option('--expired', 'those that have expired, which the server also does by itself')
    .option('--all', 'every entry')
    .option('--yes', 'really every entry')
    .action((id: string | undefined, options: PurgeOptions) =>
      explained(context, (box) => purge(context, box, id, options)),
    );
  trash
    .command('add <target>')
    .description('delete REPOSITORY, REPOSITORY:TAG or REPOSITORY@DIGEST; the trash keeps it, if it is on')
    .option('--yes', 'a whole repository')
    .action((target: string, options: { yes?: boolean }) =>
      explained(context, (box) => add(context, box, targetArgument(target), options)),
    );
}

interface PurgeOptions {
  expired?: boolean;
  all?: boolean;
  yes?: boolean;
}

async function list(
  { print, remark, exit }: CommandContext,
  { storage }: Toolbox,
  { repository, json }: { repository?: Target; json?: boolean },
): Promise<void> {
  const { entries, unreadable } = await storage.trash.list({ repository: repository?.repository });
  const usage = await storage.trash.usage();
  for (const file of unreadable) remark(`${file} can't be read`);
  if (unreadable.length > 0) exit(exitCodes.findings);
  if (json) {
    print(JSON.stringify({ usage, entries, unreadable }, null, 2));
    return;
  }
  const columns = [
    { title: 'ID' },
    { title: 'DELETED' },
    { title: 'EXPIRES IN' },
    { title: 'WHAT' },
  ] as const;
  const rows = entries.map((entry) => [
    entry.id,
    new Date(entry.deletedAtMs).toISOString().slice(0, 19),
    expiresIn(entry),
    titleOf(entry),
    readableSize(entry.bytes),
    `${entry.actor} (${entry.cause})`,
  ]);
  if (rows.length > 0) print(table([...columns, { title: 'SIZE', align: 'right' }, { title: 'BY' }], rows));
  print(
    `${counted(usage.entries, 'entry', 'entries')} in all; to empty the trash would free ${readableSize(usage.bytes)}.`,
  );
}

async function restore(
  { print, exit }: CommandContext,
  { storage }: Toolbox,
  id: string,
  { overwrite, json }: { overwrite?: boolean; json?: boolean },
): Promise<void> {
  const restored = await storage.trash.restore(id, administrator('restore'), { overwrite });
  if (!restored.complete) exit(exitCodes.findings);
  print(json ? JSON.stringify(restored, null, 2) : saidOf(restored));
}

async function purge(
  { print, remark, exit }: CommandContext,
  { storage }: Toolbox,
  id: string | undefined,
  { expired, all, yes }: PurgeOptions,
): Promise<void> {
  if ([id !== undefined, expired, all].filter(Boolean).length !== 1) {
    remark('name one entry, or --expired, or --all');
    exit(exitCodes.usage);
  } else if (id !== undefined) {
    await storage.trash.purge(id);
    print(`${id} is gone for good.`);
  } else if (expired) {
    print(`${counted(await storage.trash.purgeExpired(), 'entry', 'entries')} had expired and went.`);
  } else if (!yes) {
    const { entries, bytes } = await storage.trash.usage();
    remark(
      `this would let ${counted(entries, 'entry', 'entries')} go for good and free ${readableSize(bytes)}: add --yes to do it`,
    );
    exit(exitCodes.refused);
  } else {
    print(`${counted(await storage.trash.purgeAll(), 'entry', 'entries')} went for good.`);
  }
}

async function add(
  { print, remark, exit }: CommandContext,
  { storage, config }: Toolbox,
  { repository, tag, digest }: Target,
  { yes }: { yes?: boolean },
): Promise<void> {
  const origin = administrator('delete');
  const kept =
    config.maintenance.trashMs > 0 ? '; "cyberdock trash list" shows how to restore it' : ' for good';
  let done: boolean;
  if (tag !== undefined) done = await storage.manifests.untag(repository, tag, origin);
  else if (digest !== undefined) done = await storage.manifests.delete(repository, digest, origin);
  else if (yes) done = (await storage.deleteRepository(repository, origin)) !== undefined;
  else {
    remark(`this would delete all of ${repository}: add --yes to do it, or name a tag or a digest`);
    exit(exitCodes.refused);
    return;
  }
  const what = `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  if (done) {
    print(`${what} was deleted${kept}.`);
    return;
  }
  remark(`there is no ${what}`);
  exit(exitCodes.failed);
}

/** Runs a task; what a person can act on is said without a stack. */
async function explained(context: CommandContext, task: (toolbox: Toolbox) => Promise<void>): Promise<void> {
  try {
    await withToolbox(task);
  } catch (error) {
    if (!(error instanceof TrashError) && !(error instanceof StorageError)) throw error;
    context.remark(messageOf(error));
    context.exit(exitCodes.failed);
  }
}

function messageOf(error: TrashError | StorageError): string {
  if (error instanceof TrashError) return error.message;
  if (error.fault.code === 'REFERENCED')
    return `an index still names it: delete ${error.fault.by.join(', ')} first`;
  if (error.fault.code === 'BUSY') return 'another process works on this repository: try again';
  return error.message;
}

function titleOf({ kind, repository, tags, digests }: TrashEntry): string {
  if (kind === 'repository') return `${repository}, all of it: ${counted(tags.length, 'tag', 'tags')}`;
  if (kind === 'tag') return `${repository}:${tags[0]?.name}`;
  const named =
    tags.length > 0
      ? ` (${tags
          .slice(0, 3)
          .map(({ name }) => name)
          .join(', ')}${tags.length > 3 ? ', …' : ''})`
      : '';
  return `${repository}@${digests[0]?.slice(0, 19)}${named}`;
}

function expiresIn({ expiresAtMs }: TrashEntry): string {
  const minutes = Math.floor((expiresAtMs - Date.now()) / 60_000);
  return minutes < 1 ? 'now' : formatDuration(minutes * 60_000);
}

function saidOf({ repository, manifests, blobs, tags, complete }: Restored): string {
  const lines = [
    `${repository}: ${counted(manifests.length, 'manifest', 'manifests')} and ${counted(blobs, 'blob', 'blobs')} are back.`,
    ...tags.map(({ name, digest, outcome, from }) =>
      outcome === 'taken'
        ? `${name} was left: it points to ${from} now, not to ${digest}; --overwrite moves it.`
        : `${name}: ${outcome}.`,
    ),
  ];
  if (!complete) lines.push('The entry stays in the trash.');
  return lines.join('\n');
}
