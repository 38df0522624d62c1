'use client';

import { useSearchParams } from 'next/navigation';
import type { PackageList, SoftwarePackage } from '@/lib/dashboard/artifacts/artifact-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { Panel } from '../images/panel';
import { SearchField } from '../ui/search-field';
import { WindowedRows } from '../ui/windowed-rows';

const columns =
  'grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[minmax(0,2fr)_minmax(0,1.5fr)_7rem_minmax(0,1.5fr)]';
const filterLengthMax = 200;

interface PackageTableProps {
  list: PackageList;
  /** Whether the field that filters stands above it: the address has one filter for all. */
  isFirst?: boolean;
}

/** What an SBOM lists, filtered by the address. */
export function PackageTable({ list, isFirst = true }: PackageTableProps) {
  const query = useSearchParams().get('q') ?? '';
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = list.packages.filter((one) => matches(one, words));
  const { total } = list;
  const read = list.packages.length.toLocaleString('en');
  const said = [
    words.length > 0 && `${shown.length.toLocaleString('en')} of ${read} match`,
    list.packages.length < total && `Only the first ${read} are shown`,
  ]
    .filter((one) => one !== false)
    .join('. ');
  return (
    <Panel
      title={`${total.toLocaleString('en')} ${total === 1 ? 'package' : 'packages'}`}
      aside={
        <bdi className="[overflow-wrap:anywhere]">
          {plainText(list.format)}
          {list.name !== '' && ` of ${plainText(list.name)}`}
        </bdi>
      }
    >
      {isFirst && (
        <div className="flex border-line border-b p-3">
          <SearchField
            query={query}
            busy={false}
            label="Filter packages"
            lengthMax={filterLengthMax}
            hrefOf={hrefOf}
          />
        </div>
      )}
      <p
        role="status"
        className={said === '' ? 'sr-only' : 'border-line border-b px-4 py-2 text-ink-dim text-meta'}
      >
        {said}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element. */}
      <div role="table" aria-label="Packages" aria-rowcount={shown.length + 1}>
        {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
        <div role="rowgroup" className="max-md:sr-only">
          {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: a row of titles is not acted on. */}
          <div
            role="row"
            className={`grid h-8 items-center gap-x-4 border-line border-b px-4 text-ink-dim text-meta ${columns}`}
          >
            {['Name', 'Version', 'Type', 'License'].map((title) => (
              // biome-ignore lint/a11y/useSemanticElements: see above.
              // biome-ignore lint/a11y/useFocusableInteractive: see above.
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
          </div>
        </div>
        <WindowedRows rows={shown} height={{ wide: 32, narrow: 48 }}>
          {(one, at) => <PackageRow key={at} one={one} index={at} />}
        </WindowedRows>
      </div>
      {shown.length === 0 && (
        <p className="px-4 py-8 text-center text-ink-soft text-table">
          {total === 0 ? 'The SBOM lists no packages.' : 'No package matches. Clear the filter to see all.'}
        </p>
      )}
    </Panel>
  );
}

function PackageRow({ one, index }: { one: SoftwarePackage; index: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element.
    // biome-ignore lint/a11y/useFocusableInteractive: there is nothing to do with it.
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row
      className={`grid h-12 items-center gap-x-4 border-line border-b px-4 text-table last:border-b-0 md:h-8 ${columns}`}
    >
      <Cell text={one.name} className="font-medium" />
      <Cell text={one.version} className="font-mono text-meta max-md:text-right" />
      <Cell text={one.type} className="text-ink-soft max-md:text-meta" />
      <Cell text={one.license} className="text-ink-soft max-md:text-right max-md:text-meta" />
    </div>
  );
}

function Cell({ text, className }: { text: string; className: string }) {
  const shown = plainText(text.slice(0, 500));
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element.
    <span role="cell" title={shown} className={`max-w-[14rem] truncate md:max-w-none ${className}`}>
      <bdi>{shown}</bdi>
    </span>
  );
}

function matches({ name, version, type, license }: SoftwarePackage, words: readonly string[]): boolean {
  const text = `${name} ${version} ${type} ${license}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function hrefOf(q: string): string {
  const { pathname, search } = window.location;
  const parameters = new URLSearchParams(search);
  if (q === '') parameters.delete('q');
  else parameters.set('q', q);
  return parameters.size === 0 ? pathname : `${pathname}?${parameters}`;
}
