'use client';

import { useQuery } from '@tanstack/react-query';
import type { PackageChange, PackageComparison } from '@/lib/dashboard/compare/compare-contracts';
import { packageComparisonQuery } from '@/lib/dashboard/compare/compare-queries';
import { plainText } from '@/lib/dashboard/plain-text';
import { LoadError } from '../feedback/load-error';
import { ManifestLink } from '../images/manifest-link';
import { Panel } from '../images/panel';

interface ComparedPackagesProps {
  a: string;
  b: string;
  repositories: readonly [a: string, b: string];
}

/** What the SBOMs of two manifests say differently, where both have one. */
export function ComparedPackages({ a, b, repositories }: ComparedPackagesProps) {
  const { data, error, isFetching, refetch } = useQuery(packageComparisonQuery(a, b));
  if (error && !data)
    return <LoadError what="Packages" error={error} retrying={isFetching} onRetry={() => void refetch()} />;
  if (!data) return <div role="status" aria-label="Loading packages" className="skeleton h-32" />;
  if (data.a === null || data.b === null)
    return (
      <Panel title="Packages">
        <p className="px-4 py-6 text-center text-ink-soft text-table">{absence(data)}</p>
      </Panel>
    );
  const { changes, counts } = data;
  const total = counts.added + counts.removed + counts.changed;
  return (
    <Panel
      title="Packages"
      aside={`${number(counts.added)} added, ${number(counts.removed)} removed, ${number(counts.changed)} changed, ${number(counts.same)} the same`}
    >
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 text-ink-dim text-meta">
        As the SBOMs say <ManifestLink repository={repositories[0]} digest={data.a.digest} tab="content" />
        <ManifestLink repository={repositories[1]} digest={data.b.digest} tab="content" />
        {[data.a, data.b].some(({ read, total: all }) => read < all) && (
          <span>The first 5,000 of each are compared.</span>
        )}
      </p>
      {changes.length === 0 ? (
        <p className="px-4 py-6 text-center text-ink-soft text-table">Both list the same packages.</p>
      ) : (
        <ul>
          {changes.map((change) => (
            <Change key={`${change.type}\n${change.name}`} change={change} />
          ))}
        </ul>
      )}
      {changes.length < total && (
        <p className="border-line border-t px-4 py-2.5 text-ink-dim text-meta">
          And {number(total - changes.length)} more changes.
        </p>
      )}
    </Panel>
  );
}

function Change({ change: { name, type, from, to } }: { change: PackageChange }) {
  return (
    <li
      data-row
      className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3 border-line border-b px-4 py-1.5 text-table last:border-b-0 sm:grid-cols-[4.5rem_minmax(0,1fr)_minmax(0,1fr)]"
    >
      <span className="text-ink-soft">{from === null ? 'Added' : to === null ? 'Removed' : 'Changed'}</span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <bdi className="font-medium">{plainText(name)}</bdi>
        {type !== '' && <bdi className="ml-2 text-ink-dim text-meta">{plainText(type)}</bdi>}
      </span>
      <span className="min-w-0 font-mono text-meta leading-5 max-sm:col-start-2 [overflow-wrap:anywhere]">
        {from !== null && <bdi>{plainText(from) || 'no version'}</bdi>}
        {from !== null && to !== null && <span className="px-1.5 text-ink-dim">to</span>}
        {to !== null && <bdi>{plainText(to) || 'no version'}</bdi>}
      </span>
    </li>
  );
}

function absence({ a, b }: PackageComparison): string {
  if (a === null && b === null) return 'Neither has an SBOM that can be read here.';
  return `The ${a === null ? 'first' : 'second'} has no SBOM that can be read here.`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
