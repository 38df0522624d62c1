'use client';

import { type QueryClient, useQueries, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { FilesQuery } from '@/lib/dashboard/files/file-ask-contracts';
import type { FilesAnswer } from '@/lib/dashboard/files/file-contracts';
import { fileKeys, filesQuery, indexingRefreshMs } from '@/lib/dashboard/files/file-queries';
import type { FileLevel, FilesPage } from '@/lib/dashboard/files/file-rows';

/** Of which image, and what of it, without the folder. */
export interface FilesScope {
  repository: string;
  digest: string;
  layer: string | undefined;
  q: string;
  sort: FilesQuery['sort'];
}

interface FileLevels {
  levels: ReadonlyMap<string, FileLevel>;
  /** Loads the page of a folder that follows those that are there. */
  more: (folder: string) => void;
  retry: (folder: string) => void;
}

/** What the server answers to a page of a folder. What is ready never changes: a digest names it. */
export function folderQuery(
  { repository, digest, layer, q, sort }: FilesScope,
  path: string,
  cursor?: string,
) {
  return {
    ...filesQuery(repository, digest, { layer, path, q, sort, cursor }),
    staleTime: ({ state }: { state: { data?: FilesAnswer } }) =>
      // What came with the page is not asked for again at once.
      state.data?.state === 'ready' ? Number.POSITIVE_INFINITY : indexingRefreshMs,
    refetchOnWindowFocus: false,
  };
}

/** What lies in the folders that are open: one request for each, and one for each page that follows. */
export function useFileLevels(scope: FilesScope, folders: readonly string[]): FileLevels {
  const client = useQueryClient();
  const [wanted, setWanted] = useState<Readonly<Record<string, number>>>({});
  const parts = folders.flatMap((folder) =>
    partsOf(client, scope, folder, wanted[keyOf(scope, folder)] ?? 1),
  );
  const { levels, failed } = useQueries({
    queries: parts.map(({ folder, cursor }) => folderQuery(scope, folder, cursor)),
    combine: (results) => {
      const found = new Map<string, { parts: FilesPage[]; isLoading: boolean; error: Error | null }>();
      const retries = new Map<string, () => unknown>();
      for (const [at, { folder }] of parts.entries()) {
        const result = results[at];
        if (!result) continue;
        const level = found.get(folder) ?? { parts: [], isLoading: false, error: null };
        found.set(folder, level);
        if (result.data?.state === 'ready') level.parts.push(result.data);
        else if (result.isFetching || result.data) level.isLoading = true;
        if (result.error && !result.data) {
          level.error = result.error;
          retries.set(folder, result.refetch);
        }
      }
      return { levels: found, failed: retries };
    },
  });
  const { layer = '', q, sort } = scope;
  return useMemo(
    () => ({
      levels,
      more: (folder) => {
        const count = (levels.get(folder)?.parts.length ?? 0) + 1;
        const key = keyOf({ layer, q, sort }, folder);
        setWanted((before) => (before[key] === count ? before : { ...before, [key]: count }));
      },
      retry: (folder) => void failed.get(folder)?.(),
    }),
    [levels, failed, layer, q, sort],
  );
}

/** Pages of one view are no pages of another. */
function keyOf({ layer = '', q, sort }: Pick<FilesScope, 'layer' | 'q' | 'sort'>, folder: string): string {
  return [layer, sort, q, folder].join('\n');
}

interface Part {
  folder: string;
  cursor: string | undefined;
}

/** The pages of a folder up to so many, as far as it is known where each begins. */
function partsOf(client: QueryClient, scope: FilesScope, folder: string, count: number): Part[] {
  const { repository, digest, layer, q, sort } = scope;
  const parts: Part[] = [{ folder, cursor: undefined }];
  while (parts.length < count) {
    const query = { layer, path: folder, q, sort, cursor: parts.at(-1)?.cursor };
    const answer = client.getQueryData<FilesAnswer>(fileKeys.files(repository, digest, query));
    if (answer?.state !== 'ready' || answer.next === null) break;
    parts.push({ folder, cursor: answer.next });
  }
  return parts;
}
