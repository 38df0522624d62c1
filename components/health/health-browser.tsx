'use client';

import { useQuery } from '@tanstack/react-query';
import { Activity as ActivityIcon } from 'lucide-react';
import { counted } from '@/lib/dashboard/administration/counted';
import { activityQuery, healthQuery } from '@/lib/dashboard/administration/health-queries';
import { tookWords } from '@/lib/dashboard/administration/job-words';
import type { Activity } from '@/lib/dashboard/health-contract';
import { refreshMs } from '@/lib/dashboard/list-queries';
import { Panel } from '../administration/panel';
import { Unloaded } from '../administration/unloaded';
import { Notice } from '../feedback/notice';
import { StaleBanner } from '../feedback/stale-banner';
import { PageHeader } from '../layout/page-header';
import { Size } from '../ui/size';
import { ActivityList } from './activity-list';
import { CheckList } from './check-list';
import { UploadList } from './upload-list';
import { useBefore } from './use-before';

const refreshActivityMs = 5_000;

/** How the registry is: every check of it, and what it does. */
export function HealthBrowser() {
  const health = useQuery({
    ...healthQuery,
    refetchInterval: refreshMs,
  });
  const report = health.data;
  const retry = () => void health.refetch();
  const worse = report?.checks.filter(({ status }) => status !== 'ok').length ?? 0;
  return (
    <>
      <PageHeader title="Health" />
      {health.error && report && (
        <StaleBanner
          error={health.error}
          updatedAtMs={health.dataUpdatedAt}
          retrying={health.isFetching}
          onRetry={retry}
        />
      )}
      <Unloaded what="The checks" query={health} rows={12} />
      {report && (
        <Panel
          title={
            worse === 0
              ? 'Everything is well'
              : `${counted(worse, 'check')} ${worse === 1 ? 'needs' : 'need'} somebody`
          }
        >
          <CheckList checks={report.checks} />
        </Panel>
      )}
      <Doing />
    </>
  );
}

/** What the server does now, by what it counts. */
function Doing() {
  const query = useQuery({
    ...activityQuery,
    refetchInterval: refreshActivityMs,
  });
  const { data } = query;
  const before = useBefore(data);
  if (!data) return <Unloaded what="The requests" query={query} rows={4} />;
  const { atMs, uptimeMs, routes, errors, receivedBytes, sentBytes, uploads } = data;
  return (
    <>
      <Panel
        title="Requests"
        about={
          <>
            Of container clients since the server started, {tookWords(uptimeMs)} ago:{' '}
            <Size bytes={receivedBytes} /> received, <Size bytes={sentBytes} /> sent.
            {errors.length > 0 &&
              ` Errors: ${errors
                .slice(0, 5)
                .map(({ code, count }) => `${count} ${code}`)
                .join(', ')}.`}
          </>
        }
      >
        {routes.length === 0 ? (
          <Notice Icon={ActivityIcon} title="Nobody has asked for anything yet">
            Pushes and pulls are counted here as they come.
          </Notice>
        ) : (
          <ActivityList routes={routes} rateOf={(route) => rateOf(route, data, before)} />
        )}
      </Panel>
      <Panel title="Open uploads">
        {uploads.length === 0 ? (
          <p className="text-ink-dim text-table">Nothing is being pushed.</p>
        ) : (
          <UploadList
            uploads={uploads}
            nowMs={atMs}
            speedOf={(id, bytes) => {
              const was = before?.uploads.find((one) => one.id === id);
              return was && before && perSecond(bytes - was.bytes, data, before);
            }}
          />
        )}
      </Panel>
    </>
  );
}

function rateOf(route: Activity['routes'][number], now: Activity, before: Activity | undefined) {
  if (!before) return undefined;
  const was = before.routes.find((one) => one.route === route.route && one.method === route.method);
  return perSecond(route.requests - (was?.requests ?? 0), now, before);
}

function perSecond(amount: number, now: Activity, before: Activity): number {
  return Math.max(amount, 0) / Math.max((now.atMs - before.atMs) / 1_000, 0.001);
}
