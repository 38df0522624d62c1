import { readableSize } from '../../lib/config/readable-size';
import type { QuotaUsage } from '../../lib/storage/quotas/quotas';
import { table } from '../table';

/** Quotas beside what counts against them. A namespace that is still being counted is marked. */
export function quotaTable(usage: readonly QuotaUsage[]): string {
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(
    [
      { title: 'Namespace' },
      right('Counts'),
      right('Quota'),
      right('Repositories'),
      right('Quota'),
      { title: 'Set by' },
    ],
    usage.map(({ namespace, bytes, repositories, usedBytes, usedRepositories, setting, counted }) => [
      namespace,
      counted ? readableSize(usedBytes) : `${readableSize(usedBytes)} so far`,
      bytes === undefined ? '-' : readableSize(bytes),
      String(usedRepositories),
      repositories === undefined ? '-' : String(repositories),
      setting,
    ]),
  );
}
