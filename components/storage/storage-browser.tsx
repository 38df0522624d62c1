'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { HardDrive } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { ratioWords } from '@/lib/dashboard/administration/ratio-words';
import { readStorageQuery, storageQueryOf } from '@/lib/dashboard/administration/storage-queries';
import { ListSkeleton } from '../administration/list-skeleton';
import { Panel } from '../administration/panel';
import { LoadError } from '../feedback/load-error';
import { Notice } from '../feedback/notice';
import { StaleBanner } from '../feedback/stale-banner';
import { JobList } from '../jobs/job-list';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';
import { Size } from '../ui/size';
import { Time } from '../ui/time';
import { DayPanel } from './day-panel';
import { FigureList } from './figure-list';
import { RepositoryUsageList } from './repository-usage-list';
import { SpaceBar } from './space-bar';
import { Upkeep } from './upkeep';

const refreshMeasuredMs = 30_000;
const refreshMeasuringMs = 2_000;

/** What everything takes on disk, what can come free, and what keeps the content well. */
export function StorageBrowser() {
  const { sort } = readStorageQuery(Object.fromEntries(useSearchParams()));
  const { data, error, dataUpdatedAt, isFetching, refetch } = useQuery({
    ...storageQueryOf(sort),
    placeholderData: keepPreviousData,
    // Whoever comes back from a run sees what came of it.
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => (state.data?.isMeasuring ? refreshMeasuringMs : refreshMeasuredMs),
  });
  const retry = () => void refetch();
  const usage = data?.usage;
  return (
    <>
      <PageHeader
        title="Storage"
        action={
          <div className="flex flex-wrap gap-2">
            <Link href="/storage/blobs" prefetch={false} className={buttonClass('plain')}>
              What is in the store
            </Link>
            <Link href="/storage/retention" className={buttonClass('plain')}>
              Retention policies
            </Link>
          </div>
        }
      />
      {error && data && (
        <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
      )}
      {!usage && (
        <div className="mb-8">
          {error ? (
            <LoadError what="The usage" error={error} retrying={isFetching} onRetry={retry} />
          ) : (
            <ListSkeleton what="the usage, which is being measured" rows={6} />
          )}
        </div>
      )}
      {data && usage && (
        <>
          <section aria-label="Space" className="mb-8 rounded-box border border-line bg-surface p-4 sm:p-5">
            <p className="mb-3 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
              <span className="text-section">
                <Size bytes={usage.onDiskBytes} /> <span className="text-ink-soft text-table">on disk</span>
              </span>
              <span className="text-ink-soft text-table">
                <Size bytes={usage.savedBytes} /> saved by sharing · <Size bytes={usage.disk.freeBytes} />{' '}
                free of <Size bytes={usage.disk.bytes} />
              </span>
            </p>
            <SpaceBar parts={usage.parts} onDiskBytes={usage.onDiskBytes} />
            <p className="mt-3 text-ink-dim text-meta">
              Measured <Time atMs={usage.takenAtMs} nowMs={data.nowMs} />
              {data.isMeasuring && ', and again just now'}
              {usage.sharingRatio !== null && ` · deduplicated: ${ratioWords(usage.sharingRatio)}`}
              {usage.waitingBytes > 0 && (
                <>
                  {' '}
                  · of what is reclaimable, <Size bytes={usage.waitingBytes} /> wait for the end of the grace
                  period
                </>
              )}
            </p>
          </section>
          <DayPanel />
          <Panel title="Upkeep">
            <Upkeep {...data} />
          </Panel>
        </>
      )}
      <Panel title="Runs">
        <JobList />
      </Panel>
      {usage && (
        <>
          <Panel title="Repositories" about="Those that take most; what several hold is on disk once.">
            {usage.repositories.length === 0 ? (
              <Notice Icon={HardDrive} title="No repositories">
                Nothing was pushed yet.
              </Notice>
            ) : (
              <RepositoryUsageList
                repositories={usage.repositories}
                total={usage.repositoriesTotal}
                sort={sort}
              />
            )}
          </Panel>
          <Panel title="Every figure">
            <FigureList figures={usage.figures} />
          </Panel>
        </>
      )}
    </>
  );
}
