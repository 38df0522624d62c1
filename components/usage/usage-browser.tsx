'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { usagePath } from '@/lib/dashboard/repository-path';
import type { UsageDay } from '@/lib/dashboard/usage/usage-contracts';
import { readUsageRange, usageQueryOf } from '@/lib/dashboard/usage/usage-queries';
import { usageRanges } from '@/lib/dashboard/usage/usage-ranges';
import { Panel } from '../administration/panel';
import { Unloaded } from '../administration/unloaded';
import { PageHeader } from '../layout/page-header';
import { RepositoryGone } from '../repositories/repository-gone';
import { RepositoryTabs } from '../repositories/repository-tabs';
import { RepositoryTitle } from '../repositories/repository-title';
import { DayTable } from '../ui/day-table';
import { RangeLinks } from '../ui/range-links';
import { Size } from '../ui/size';
import { UsagePlot } from './usage-plot';
import { SharerList, UsageSummary } from './usage-summary';

/** What is told of each day. */
const dayColumns = {
  Size: ({ bytes }: UsageDay) => <Size bytes={bytes} />,
  Pulls: ({ pulls }: UsageDay) => (pulls === null ? '–' : pulls.toLocaleString('en')),
};

/** What a repository holds, what of that others need too, and how it came to it day by day. */
export function UsageBrowser({ repository }: { repository: string }) {
  const range = readUsageRange(Object.fromEntries(useSearchParams()));
  const query = useQuery({ ...usageQueryOf(repository, range), placeholderData: keepPreviousData });
  const { data, error } = query;
  if (error instanceof ApiError && error.status === 404) return <RepositoryGone name={repository} />;
  return (
    <>
      <PageHeader title={<RepositoryTitle name={repository} />} />
      <RepositoryTabs repository={repository} current="Usage" />
      <Unloaded what="The figures" query={query} rows={4} />
      {data && (
        <>
          <Panel
            title="What it holds"
            about="Its own is what no other repository that you may pull from needs; shared is what such others need too. Each blob counts once."
          >
            <UsageSummary usage={data} />
          </Panel>
          {data.sharerCount > 0 && (
            <Panel title="Shared with">
              <SharerList usage={data} />
            </Panel>
          )}
          <Panel
            title="Day by day"
            about="Its size at the end of each day (UTC), and the pulls of that day."
            action={
              <RangeLinks
                ranges={usageRanges}
                range={range}
                hrefOf={(one) => usagePath(repository, one === '30' ? undefined : one)}
              />
            }
          >
            <div className="rounded-box border border-line bg-surface p-4">
              <UsagePlot key={range} days={data.days} today={data.today} range={Number(range)} />
              <DayTable days={data.days} columns={dayColumns} />
            </div>
          </Panel>
        </>
      )}
    </>
  );
}
