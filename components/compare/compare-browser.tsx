'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import type { CompareQuery, Comparison } from '@/lib/dashboard/compare/compare-contracts';
import { comparePath, readShownFiles, type ShownFiles } from '@/lib/dashboard/compare/compare-path';
import { comparisonQuery } from '@/lib/dashboard/compare/compare-queries';
import { imageReferenceText } from '@/lib/dashboard/compare/image-reference';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { Failure } from '../feedback/failure';
import { LoadError } from '../feedback/load-error';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import { CompareForm } from './compare-form';
import { CompareSides } from './compare-sides';
import { ComparedConfig } from './compared-config';
import { ComparedFiles } from './compared-files';
import { ComparedLayers } from './compared-layers';
import { ComparedPackages } from './compared-packages';

/** Two manifests beside each other; its address holds all, so that it can be sent to somebody. */
export function CompareBrowser({ query }: { query: CompareQuery }) {
  const { data, error, isFetching, refetch } = useQuery(comparisonQuery(query));
  const shown = readShownFiles(Object.fromEntries(useSearchParams()));
  const { a, b, platform } = query;
  return (
    <>
      <PageHeader
        title="Compare"
        action={
          <div className="flex flex-wrap gap-2">
            <CopyAddress path={comparePath(a, b, platform, shown)} />
            <Link
              href={comparePath(b, a, platform, shown)}
              replace
              prefetch={false}
              aria-keyshortcuts="s"
              data-key="s"
              className={buttonClass('plain')}
            >
              <ArrowLeftRight className="size-3.5" aria-hidden="true" />
              Swap
              <span className="text-ink-dim text-meta" aria-hidden="true">
                s
              </span>
            </Link>
          </div>
        }
      />
      {!data && error && error instanceof ApiError && error.status !== undefined && error.status < 500 ? (
        <>
          <div className="mb-4">
            <Failure error={error} />
          </div>
          <CompareForm a={a} b={b} />
        </>
      ) : (
        !data &&
        error && (
          <LoadError
            what="The comparison"
            error={error}
            retrying={isFetching}
            onRetry={() => void refetch()}
          />
        )
      )}
      {!data && !error && <div role="status" aria-label="Loading the comparison" className="skeleton h-80" />}
      {data && <Compared comparison={data} query={query} shown={shown} />}
    </>
  );
}

interface ComparedProps {
  comparison: Comparison;
  query: CompareQuery;
  shown: ShownFiles;
}

function Compared({ comparison, query, shown }: ComparedProps) {
  const { a, b } = comparison;
  return (
    <>
      <CompareSides
        comparison={comparison}
        hrefOf={(platform) => comparePath(query.a, query.b, platform, shown)}
      />
      {a.digest === b.digest ? (
        <p className="rounded-box border border-line bg-surface px-6 py-12 text-center text-ink-soft text-table">
          These are one and the same manifest.
        </p>
      ) : (
        <>
          <ComparedLayers comparison={comparison} />
          {a.config && b.config && <ComparedConfig a={a.config} b={b.config} />}
          {a.kind === 'image' && b.kind === 'image' && (
            <ComparedFiles
              a={imageReferenceText(a.repository, a.digest)}
              b={imageReferenceText(b.repository, b.digest)}
              shown={shown}
              hrefOf={(others) => comparePath(query.a, query.b, query.platform, others)}
            />
          )}
          <ComparedPackages
            a={imageReferenceText(a.repository, a.digest)}
            b={imageReferenceText(b.repository, b.digest)}
            repositories={[a.repository, b.repository]}
          />
        </>
      )}
    </>
  );
}

function CopyAddress({ path }: { path: string }) {
  const origin = typeof window === 'undefined' ? '' : window.location.origin;
  return (
    <CopyButton
      text={origin + path}
      label="Copy the address of this comparison"
      done="Address copied"
      className="px-2 text-table"
    >
      Copy address
    </CopyButton>
  );
}
