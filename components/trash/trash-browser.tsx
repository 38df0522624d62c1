'use client';

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import type { TrashEntry } from '@/lib/dashboard/administration/trash-contract';
import {
  readTrashQuery,
  trashKey,
  trashPageQuery,
  trashUsageQuery,
} from '@/lib/dashboard/administration/trash-queries';
import { restoredWords } from '@/lib/dashboard/administration/trash-words';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { refreshMs } from '@/lib/dashboard/list-queries';
import { DoneNote } from '../administration/done-note';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Failure } from '../feedback/failure';
import { StaleBanner } from '../feedback/stale-banner';
import { useRefreshMs } from '../layout/live';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';
import { EmptyDialog } from './empty-dialog';
import { PurgeDialog } from './purge-dialog';
import { TrashFilter } from './trash-filter';
import { TrashList } from './trash-list';
import { TrashSummary } from './trash-summary';

const contracts = () => import('@/lib/dashboard/administration/trash-contract');

/** The trash: what was deleted and can be restored, kept fresh while somebody looks at it. */
export function TrashBrowser() {
  const query = readTrashQuery(Object.fromEntries(useSearchParams()));
  const mayChange = useMayChange();
  const client = useQueryClient();
  const [doomed, setDoomed] = useState<TrashEntry>();
  const [emptying, setEmptying] = useState<{ newest: string; entries: number; bytes: number }>();
  const [said, setSaid] = useState<{ words: string; again?: TrashEntry }>();
  const page = useQuery({
    ...trashPageQuery(query),
    placeholderData: keepPreviousData,
    refetchInterval: useRefreshMs(refreshMs),
  });
  const usage = useQuery({ ...trashUsageQuery, refetchInterval: refreshMs * 3 });
  const refresh = () => client.invalidateQueries({ queryKey: trashKey });
  const restore = useMutation({
    mutationFn: ({ entry, overwrite }: { entry: TrashEntry; overwrite: boolean }) =>
      sendJson('POST', `/api/v1/trash/${entry.id}/restore`, {
        body: { overwrite },
        answer: async () => (await contracts()).restoredAnswer,
      }),
    onMutate: () => setSaid(undefined),
    onSuccess: (restored, { entry }) =>
      setSaid({ words: restoredWords(restored), ...(!restored.complete && { again: entry }) }),
    onSettled: refresh,
  });
  const done = (words: string) => {
    setDoomed(undefined);
    setEmptying(undefined);
    setSaid({ words });
    void refresh();
  };
  const { data, error } = page;
  const retry = () => void page.refetch();
  const newest =
    query.after === undefined && query.repository === undefined ? data?.entries[0]?.id : undefined;
  const { isAll = false, ...held } = usage.data ?? { entries: 0, bytes: 0 };
  const emptiable = newest !== undefined && isAll && { newest, ...held };
  return (
    <>
      <PageHeader
        title="Trash"
        action={
          mayChange &&
          emptiable && (
            <button type="button" className={buttonClass('plain')} onClick={() => setEmptying(emptiable)}>
              Empty the trash
            </button>
          )
        }
      />
      {data && <TrashSummary keptMs={data.keptMs} usage={usage.data} />}
      {(data?.entries.length !== 0 || query.repository !== undefined) && (
        <TrashFilter repository={query.repository ?? ''} />
      )}
      {said && (
        <DoneNote onClose={() => setSaid(undefined)}>
          {said.words}
          {said.again && (
            <button
              type="button"
              className="ml-2 rounded-control font-medium underline underline-offset-2"
              onClick={() => said.again && restore.mutate({ entry: said.again, overwrite: true })}
            >
              Move them back
            </button>
          )}
        </DoneNote>
      )}
      {restore.error && (
        <div className="mb-3">
          <Failure error={restore.error} />
        </div>
      )}
      {error && data && (
        <StaleBanner
          error={error}
          updatedAtMs={page.dataUpdatedAt}
          retrying={page.isFetching}
          onRetry={retry}
        />
      )}
      <Unloaded what="The trash" query={page} />
      {data && (
        <TrashList
          page={data}
          query={query}
          outdated={page.isPlaceholderData}
          mayChange={mayChange}
          restoringId={restore.isPending ? restore.variables.entry.id : undefined}
          // Others can be restored meanwhile: one that is being restored stays listed until the list came anew.
          onRestore={(entry) =>
            !(restore.isPending && restore.variables.entry.id === entry.id) &&
            restore.mutate({ entry, overwrite: false })
          }
          onPurge={setDoomed}
        />
      )}
      {doomed && <PurgeDialog entry={doomed} onDone={done} onClose={() => setDoomed(undefined)} />}
      {emptying && <EmptyDialog {...emptying} onDone={done} onClose={() => setEmptying(undefined)} />}
    </>
  );
}
