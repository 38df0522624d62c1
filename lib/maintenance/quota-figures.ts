import type { QuotaFigures } from '@/lib/observability/metrics/figures';
import type { Quotas, QuotaUsage } from '@/lib/storage/quotas/quotas';

/** How many namespaces are named: labels of metrics must be few. */
const namespacesMax = 100;

/** The namespaces that are nearest to their quotas, the nearest first. */
export async function readQuotaFigures(quotas: Quotas): Promise<QuotaFigures[]> {
  let fullest: QuotaUsage[] = [];
  const drop = () => {
    fullest.sort((a, b) => fullness(b) - fullness(a) || (a.namespace < b.namespace ? -1 : 1));
    fullest = fullest.slice(0, namespacesMax);
  };
  for await (const one of quotas.usage()) {
    fullest.push(one);
    if (fullest.length >= namespacesMax * 2) drop();
  }
  drop();
  return fullest.map(({ namespace, bytes, repositories, usedBytes, usedRepositories }) => ({
    namespace,
    bytes,
    repositories,
    usedBytes,
    usedRepositories,
  }));
}

/** What part of a quota is used: of the one that is nearer to its end. */
export function fullness({ bytes, repositories, usedBytes, usedRepositories }: QuotaUsage): number {
  const part = (used: number, limit: number | undefined) =>
    limit === undefined ? 0 : used / Math.max(limit, 1);
  return Math.max(part(usedBytes, bytes), part(usedRepositories, repositories));
}
