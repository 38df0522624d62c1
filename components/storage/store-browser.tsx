'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PackageSearch } from 'lucide-react';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { lazy, Suspense } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { StorePage, StoreQuery } from '@/lib/dashboard/administration/inventory-contract';
import { readStoreQuery, storeHref, storePageQuery } from '@/lib/dashboard/administration/inventory-queries';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Notice } from '../feedback/notice';
import { StaleBanner } from '../feedback/stale-banner';
import { BeginJob } from '../jobs/begin-job';
import { Breadcrumbs } from '../layout/breadcrumbs';
import { PageHeader } from '../layout/page-header';
import { Pager } from '../ui/pager';
import { Size } from '../ui/size';
import { Time } from '../ui/time';
import { StoreReasons } from './store-reasons';
import { StoreTable } from './store-table';

const StoreUsersDialog = lazy(() =>
  import('./store-users-dialog').then(({ StoreUsersDialog }) => ({ default: StoreUsersDialog })),
);

const refreshPlanningMs = 2_000;
const refreshMs = 30_000;

/** What is in the store, thing by thing, and why each stays or goes: as the latest plan of a collection found it. */
export function StoreBrowser() {
  const parameters = useSearchParams();
  const router = useRouter();
  const mayChange = useMayChange();
  const query = readStoreQuery(Object.fromEntries(parameters));
  const open = parameters.get('open') ?? undefined;
  const page = useQuery({
    ...storePageQuery(query),
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => (state.data?.isPlanning ? refreshPlanningMs : refreshMs),
  });
  const { data, error } = page;
  const hrefOf = (digest: string) => storeHref(query, digest);
  const close = () => router.push(storeHref(query), { scroll: false });
  return (
    <>
      <Breadcrumbs trail={[{ href: '/storage', word: 'Storage' }]} />
      <PageHeader
        title="What is in the store"
        action={mayChange && data?.inventory && <BeginJob body={{ kind: 'plan' }}>Look again</BeginJob>}
      />
      {error && data && (
        <StaleBanner
          error={error}
          updatedAtMs={page.dataUpdatedAt}
          retrying={page.isFetching}
          onRetry={() => void page.refetch()}
        />
      )}
      <Unloaded what="What is in the store" query={page} />
      {data && !data.inventory && <NobodyLooked isPlanning={data.isPlanning} mayChange={mayChange} />}
      {data?.inventory && (
        <>
          <About page={data} inventory={data.inventory} />
          <StoreReasons sums={data.inventory.sums} query={query} />
          {data.items.length === 0 ? (
            <Notice Icon={PackageSearch} title={query.cursor === undefined ? 'Nothing of that' : 'No more'}>
              {query.cursor === undefined
                ? 'The store had nothing of this kind when it was looked at.'
                : 'None comes after those of the page before.'}
            </Notice>
          ) : (
            <StoreTable page={data} query={query} outdated={page.isPlaceholderData} hrefOf={hrefOf} />
          )}
          <Pager
            scope={storeHref({ ...query, cursor: undefined })}
            last={query.cursor}
            next={data.next}
            hrefOf={(cursor) => storeHref({ ...query, cursor })}
            summary={summaryOf(data, query)}
            quiet={data.items.length === 0}
          />
        </>
      )}
      {open !== undefined && (
        <Suspense>
          <StoreUsersDialog key={open} digest={open} onClose={close} />
        </Suspense>
      )}
    </>
  );
}

function NobodyLooked({ isPlanning, mayChange }: { isPlanning: boolean; mayChange: boolean }) {
  return (
    <Notice
      Icon={PackageSearch}
      title={isPlanning ? 'The store is being looked through' : 'Nobody has looked yet'}
      actions={
        mayChange &&
        !isPlanning && (
          <BeginJob body={{ kind: 'plan' }} kind="primary">
            Plan a collection
          </BeginJob>
        )
      }
    >
      {isPlanning
        ? 'A plan of a collection is being made. What it finds is shown here when it has ended.'
        : 'A plan of a collection goes through all that is stored and takes nothing. What it finds is shown here.'}
    </Notice>
  );
}

function About({
  page: { nowMs, isPlanning },
  inventory: { plan, takenAtMs, freeBytes },
}: {
  page: StorePage;
  inventory: NonNullable<StorePage['inventory']>;
}) {
  return (
    <p className="-mt-2 mb-4 max-w-3xl text-ink-soft text-table">
      As{' '}
      <Link href={`/jobs/${plan}`} prefetch={false} className="text-accent-ink underline underline-offset-2">
        the plan of a collection
      </Link>{' '}
      found it <Time atMs={takenAtMs} nowMs={nowMs} />: <Size bytes={freeBytes} /> come free when it is run.
      {isPlanning && ' Another one is being made.'}
    </p>
  );
}

function summaryOf({ items, inventory }: StorePage, { reason, cursor }: StoreQuery): string {
  const total = (inventory?.sums ?? [])
    .filter((sum) => reason === undefined || sum.reason === reason)
    .reduce((count, sum) => count + sum.count, 0);
  const all = counted(total, 'thing');
  return items.length < total || cursor !== undefined
    ? `${items.length.toLocaleString('en')} of ${all}`
    : all;
}
