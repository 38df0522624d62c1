'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { manifestQuery } from '@/lib/dashboard/images/manifest-queries';
import type { ManifestTab } from '@/lib/dashboard/images/manifest-tabs';
import { refreshMs } from '@/lib/dashboard/list-queries';
import { LoadError } from '../feedback/load-error';
import { StaleBanner } from '../feedback/stale-banner';
import { useRefreshMs } from '../layout/live';
import { Incomplete } from './incomplete';
import { ManifestActions } from './manifest-actions';
import { ManifestHeader } from './manifest-header';
import { ManifestSkeleton } from './manifest-skeleton';

const ManifestGone = lazy(() =>
  import('./manifest-gone').then(({ ManifestGone }) => ({ default: ManifestGone })),
);

const ManifestTooLarge = lazy(() =>
  import('./manifest-too-large').then(({ ManifestTooLarge }) => ({ default: ManifestTooLarge })),
);

const OverviewTab = lazy(() =>
  import('./overview-tab').then(({ OverviewTab }) => ({ default: OverviewTab })),
);

const ConfigTab = lazy(() => import('./config-tab').then(({ ConfigTab }) => ({ default: ConfigTab })));

const ContentTab = lazy(() =>
  import('../artifacts/content-tab').then(({ ContentTab }) => ({ default: ContentTab })),
);

const FilesTab = lazy(() => import('../files/files-tab').then(({ FilesTab }) => ({ default: FilesTab })));

const LayersTab = lazy(() => import('./layers-tab').then(({ LayersTab }) => ({ default: LayersTab })));

const RawTab = lazy(() => import('./raw-tab').then(({ RawTab }) => ({ default: RawTab })));

const PlatformStepper = lazy(() =>
  import('./platform-stepper').then(({ PlatformStepper }) => ({ default: PlatformStepper })),
);

const ReferrersTab = lazy(() =>
  import('./referrers-tab').then(({ ReferrersTab }) => ({ default: ReferrersTab })),
);

const CompareWith = lazy(() =>
  import('../compare/compare-with').then(({ CompareWith }) => ({ default: CompareWith })),
);

interface ManifestBrowserProps {
  repository: string;
  /** A digest, or a tag. */
  reference: string;
  tab: ManifestTab;
}

/** The page of a manifest, kept fresh while somebody looks at it: tags move, and what was missing may come. */
export function ManifestBrowser({ repository, reference, tab }: ManifestBrowserProps) {
  const index = useSearchParams().get('index') ?? undefined;
  const [isComparing, setComparing] = useState(false);
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery({
    ...manifestQuery(repository, reference),
    refetchInterval: useRefreshMs(refreshMs),
  });
  const retry = () => void refetch();
  if (error instanceof ApiError && (error.status === 404 || error.status === 410))
    return (
      <Suspense>
        <ManifestGone repository={repository} reference={reference} message={error.message} />
      </Suspense>
    );
  if (!data && error instanceof ApiError && error.status === 413)
    return (
      <Suspense>
        <ManifestTooLarge repository={repository} reference={reference} message={error.message} />
      </Suspense>
    );
  if (!data && error)
    return <LoadError what="The manifest" error={error} retrying={isFetching} onRetry={retry} />;
  if (!data) return <ManifestSkeleton />;
  const tag = reference.includes(':') ? undefined : reference;
  return (
    <>
      <ManifestHeader
        view={data}
        tag={tag}
        tab={tab}
        index={index}
        action={
          <ManifestActions
            view={data}
            isComparing={isComparing}
            onCompare={() => setComparing(!isComparing)}
          />
        }
      />
      {index !== undefined && (
        <Suspense>
          <PlatformStepper view={data} index={index} tab={tab} />
        </Suspense>
      )}
      {data.tag?.guardWords && (
        <p className="mb-6 text-ink-soft text-table [overflow-wrap:anywhere]">
          The tag cannot be deleted: {data.tag.guardWords}
        </p>
      )}
      {error && (
        <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
      )}
      {isComparing && (
        <Suspense>
          <CompareWith repository={repository} digest={data.digest} onClose={() => setComparing(false)} />
        </Suspense>
      )}
      {data.missing.length > 0 && <Incomplete missing={data.missing} />}
      <Suspense fallback={<div role="status" aria-label="Loading" className="skeleton h-80" />}>
        {tab === 'overview' && <OverviewTab view={data} />}
        {tab === 'layers' && <LayersTab view={data} />}
        {tab === 'files' && <FilesTab view={data} />}
        {tab === 'config' && data.config && <ConfigTab manifest={data} config={data.config} />}
        {tab === 'content' && <ContentTab repository={repository} digest={data.digest} />}
        {tab === 'referrers' && <ReferrersTab repository={repository} digest={data.digest} />}
        {tab === 'raw' && <RawTab view={data} />}
      </Suspense>
    </>
  );
}
