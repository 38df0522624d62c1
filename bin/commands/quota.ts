import { type Command, InvalidArgumentError } from 'commander';
import { quotaBytesMax, quotaRepositoriesMax } from '../../lib/config/sections/access';
import { parseSize } from '../../lib/config/size';
import type { Toolbox } from '../../lib/server/toolbox';
import { isNamespace } from '../../lib/storage/quotas/quota-rules';
import type { QuotaUsage } from '../../lib/storage/quotas/quotas';
import { userName } from '../administrator';
import { wholeNumber } from '../arguments';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';
import { quotaTable } from './quota-table';

interface LimitOptions {
  bytes?: number;
  repositories?: number;
  unlimited?: boolean;
}

/** `cyberdock quota set|list|remove` */
export function addQuota(program: Command, context: CommandContext): void {
  const { print } = context;
  const quota = program.command('quota').description('how much may be pushed into a namespace');
  quota
    .command('set <namespace>')
    .description('set the quota of a namespace, such as team-a or team-a/sub, over those of the settings')
    .option('--bytes <size>', 'how much its repositories may hold in all, such as 50GiB', sizeArgument)
    .option(
      '--repositories <count>',
      'how many repositories it may have',
      wholeNumber(0, quotaRepositoriesMax),
    )
    .option('--unlimited', 'no limit, whatever the settings say')
    .action((namespace: string, options: LimitOptions) =>
      withToolbox((box) => set(context, box, namespaceArgument(namespace), options)),
    );
  quota
    .command('list')
    .description('list the quotas of the settings and of the database, and what counts against them')
    .option('--json', 'as JSON, sizes in bytes')
    .action(({ json }: { json?: boolean }) =>
      withToolbox(async (box) => {
        const quotas = box.storage.quotas.rules.all;
        const usage = await countedUsage(box, context.signal);
        if (json) return print(JSON.stringify({ quotas, usage }, null, 2));
        print(usage.length > 0 ? quotaTable(usage) : 'No namespace has a quota.');
      }),
    );
  quota
    .command('remove <namespace>')
    .description('remove the quota that was set for a namespace: those of the settings hold again')
    .action((namespace: string) =>
      withToolbox(async ({ storage, audit }) => {
        if (storage.quotas.rules.remove(namespace)) {
          audit.say('quota.remove', userName(), { detail: { namespace } });
          print(`the quota of ${namespace} was removed`);
          return;
        }
        context.remark(`no quota was set for ${namespace}: see cyberdock quota list`);
        context.exit(exitCodes.refused);
      }),
    );
}

async function set(
  { print, remark, exit, signal }: CommandContext,
  box: Toolbox,
  namespace: string,
  { bytes, repositories, unlimited }: LimitOptions,
): Promise<void> {
  const isLimited = bytes !== undefined || repositories !== undefined;
  if (isLimited === (unlimited === true)) {
    remark('give --bytes, --repositories or both; or --unlimited alone');
    exit(exitCodes.usage);
    return;
  }
  box.storage.quotas.rules.set(namespace, { bytes, repositories }, userName());
  box.audit.say('quota.set', userName(), { detail: { namespace, bytes, repositories, unlimited } });
  if (!isLimited) return print(`${namespace} has no limit`);
  const usage = (await countedUsage(box, signal)).filter((one) => one.namespace === namespace);
  print(quotaTable(usage));
  const isFull = usage.some((one) => one.usedBytes >= (one.bytes ?? Number.POSITIVE_INFINITY));
  if (isFull) remark(`${namespace} is full: nothing can be pushed there until some of it is deleted`);
  const isCrowded = usage.some(
    (one) => one.usedRepositories >= (one.repositories ?? Number.POSITIVE_INFINITY),
  );
  if (isCrowded) remark(`${namespace} gets no more repositories; those that are there can be pushed to`);
}

/** What counts in every namespace with a quota, after all has been counted that is not yet. */
export async function countedUsage({ storage }: Toolbox, signal: AbortSignal): Promise<QuotaUsage[]> {
  const usage: QuotaUsage[] = [];
  if (!storage.quotas.rules.isEmpty) {
    await storage.parts.catalog.freshenAll(async () => undefined, signal);
    await storage.quotas.keep(signal);
    for await (const one of storage.quotas.usage()) usage.push(one);
  }
  return usage;
}

function namespaceArgument(text: string): string {
  if (isNamespace(text)) return text;
  throw new InvalidArgumentError(
    `${JSON.stringify(text)} is no namespace: give the first components of repository names, such as team-a or team-a/sub. Patterns stand in the settings (access.quotas)`,
  );
}

function sizeArgument(text: string): number {
  const bytes = parseSize(text);
  if (bytes !== undefined && bytes <= (parseSize(quotaBytesMax) ?? 0)) return bytes;
  throw new InvalidArgumentError(`give a size such as 50GiB, ${quotaBytesMax} at most.`);
}
