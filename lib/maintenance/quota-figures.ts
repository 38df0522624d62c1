import type { QuotaFigures } from '@/lib/observability/metrics/figures';
import type { Quotas, QuotaUsage } from '@/lib/storage/quotas/quotas';

/** How many namespaces are named: labels of metrics must be few. */
const namespacesMax = 100;

/** The figures of the namespaces that are nearest to their quotas, the nearest first. */
export async function readQuotaFigures(quotas: Quotas): Promise<QuotaFigures[]> {
  const { fullest } = await fullestQuotas(quotas, namespacesMax);
  return fullest.map(({ namespace, bytes, repositories, usedBytes, usedRepositories }) => ({
    namespace,
    bytes,
    repositories,
    usedBytes,
    usedRepositories,
  }));
}

/**
 * What the namespaces hold that are nearest to their quotas, the nearest first.
 * @returns at most so many, and how many namespaces with a quota there are
 */
export async function fullestQuotas(
  quotas: Quotas,
  limit: number,
): Promise<{ fullest: QuotaUsage[]; count: number }> {
  let fullest: QuotaUsage[] = [];
  let count = 0;
  const drop = () => {
    fullest.sort((a, b) => fullness(b) - fullness(a) || (a.namespace < b.namespace ? -1 : 1));
    fullest = fullest.slice(0, limit);
  };
  for await (const one of quotas.usage()) {
    fullest.push(one);
    count += 1;
    if (fullest.length >= limit * 2) drop();
  }
  drop();
  return { fullest, count };
}

/** What part of a quota is used: of the one that is nearer to its end. */
export function fullness({ bytes, repositories, usedBytes, usedRepositories }: QuotaUsage): number {
  const part = (used: number, limit: number | undefined) =>
    limit === undefined ? 0 : used / Math.max(limit, 1);
  return Math.max(part(usedBytes, bytes), part(usedRepositories, repositories));
}
