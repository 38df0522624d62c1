'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { dayRanges } from '@/lib/dashboard/administration/storage-asks';
import type { StorageDay } from '@/lib/dashboard/administration/storage-contract';
import { readStorageQuery, storageDaysQueryOf } from '@/lib/dashboard/administration/storage-queries';
import { withQuery } from '@/lib/dashboard/repository-path';
import { Panel } from '../administration/panel';
import { Unloaded } from '../administration/unloaded';
import { DayTable } from '../ui/day-table';
import { RangeLinks } from '../ui/range-links';
import { Size } from '../ui/size';
import { DayPlot } from './day-plot';

const refreshMs = 60_000;

/** What is told of each day. */
const dayColumns = {
  Logical: ({ logicalBytes }: StorageDay) => <Size bytes={logicalBytes} />,
  Physical: ({ physicalBytes }: StorageDay) => <Size bytes={physicalBytes} />,
  Repositories: ({ repositories }: StorageDay) => repositories.toLocaleString('en'),
  Tags: ({ tags }: StorageDay) => tags.toLocaleString('en'),
  Manifests: ({ manifests }: StorageDay) => manifests.toLocaleString('en'),
};

/** What the registry held day by day, as a chart and as the table of the same numbers. */
export function DayPanel() {
  const parameters = useSearchParams();
  const { days: range } = readStorageQuery(Object.fromEntries(parameters));
  const query = useQuery({
    ...storageDaysQueryOf(range),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
  const { data } = query;
  return (
    <Panel
      title="Day by day"
      about="What all repositories hold, and what that takes on disk, as it was measured last on each day (UTC)."
      action={
        <RangeLinks
          ranges={dayRanges}
          range={range}
          hrefOf={(one) =>
            withQuery('/storage', {
              sort: parameters.get('sort') ?? undefined,
              days: one === '30' ? undefined : one,
            })
          }
        />
      }
    >
      <Unloaded what="The figures per day" query={query} rows={4} />
      {data &&
        (data.days.length === 0 ? (
          <p className="rounded-box border border-line bg-surface p-4 text-ink-soft text-table">
            Not measured yet: the registry is measured once a day, and whenever somebody looks here.
          </p>
        ) : (
          <div className="rounded-box border border-line bg-surface p-4">
            <DayPlot key={range} {...data} range={Number(range)} />
            <DayTable days={data.days} columns={dayColumns} />
          </div>
        ))}
    </Panel>
  );
}
