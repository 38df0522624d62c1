'use client';

import { type QueryClient, useQueries, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { refreshAwaitedMs, refreshMs } from '@/lib/dashboard/list-queries';
import type { NamespacePage } from '@/lib/dashboard/tree/namespace-contract';
import { namespaceKey, namespaceQueryOf } from '@/lib/dashboard/tree/namespace-queries';
import type { TreeLevel } from '@/lib/dashboard/tree/tree-rows';
import { useRefreshMs } from '../../layout/live';

/** How much less often what follows the first part of a namespace is asked for again. */
const rarer = 6;

interface TreeLevels {
  levels: ReadonlyMap<string, TreeLevel>;
  /** Loads the part of a namespace that follows those that are there. */
  more: (namespace: string) => void;
  retry: (namespace: string) => void;
}

/** What stands in the root and in the namespaces that are open: one request for each, and one for each part that follows. */
export function useTreeLevels(open: readonly string[]): TreeLevels {
  const oftenMs = useRefreshMs(refreshMs);
  const client = useQueryClient();
  const [wanted, setWanted] = useState<Readonly<Record<string, number>>>({});
  const parts = ['', ...open].flatMap((namespace) => partsOf(client, namespace, wanted[namespace] ?? 1));
  const { levels, failed } = useQueries({
    queries: parts.map(({ namespace, cursor }) => ({
      ...namespaceQueryOf(namespace, cursor),
      refetchInterval: (query: { state: { data?: NamespacePage } }) =>
        cursor === undefined ? refreshOf(query.state.data, oftenMs) : oftenMs * rarer,
    })),
    combine: (results) => {
      const found = new Map<string, { parts: NamespacePage[]; isLoading: boolean; error: Error | null }>();
      const retries = new Map<string, () => unknown>();
      for (const [at, { namespace }] of parts.entries()) {
        const result = results[at];
        if (!result) continue;
        const level = found.get(namespace) ?? { parts: [], isLoading: false, error: null };
        found.set(namespace, level);
        if (result.data) level.parts.push(result.data);
        else if (result.isFetching) level.isLoading = true;
        if (result.error && !result.data) {
          level.error = result.error;
          retries.set(namespace, result.refetch);
        }
      }
      return { levels: found, failed: retries };
    },
  });
  return useMemo(
    () => ({
      levels,
      more: (namespace) => {
        const count = (levels.get(namespace)?.parts.length ?? 0) + 1;
        setWanted((before) => (before[namespace] === count ? before : { ...before, [namespace]: count }));
      },
      retry: (namespace) => void failed.get(namespace)?.(),
    }),
    [levels, failed],
  );
}

interface Part {
  namespace: string;
  cursor: string | undefined;
}

/** The parts of a namespace up to so many, as far as it is known where each begins. */
function partsOf(client: QueryClient, namespace: string, count: number): Part[] {
  const parts: Part[] = [{ namespace, cursor: undefined }];
  while (parts.length < count) {
    const key = namespaceKey(namespace, parts.at(-1)?.cursor);
    const next = client.getQueryData<NamespacePage>(key)?.next;
    if (!next) break;
    parts.push({ namespace, cursor: next });
  }
  return parts;
}

/** How soon to ask again: sooner while something is being counted. */
function refreshOf(page: NamespacePage | undefined, oftenMs: number): number {
  const isOld = page?.children.some(
    ({ repository, below }) => repository?.isExact === false || below?.isExact === false,
  );
  return isOld || page?.isCounting || page?.children.length === 0 ? refreshAwaitedMs : oftenMs;
}
