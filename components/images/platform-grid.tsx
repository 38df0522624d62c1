'use client';

import { useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { ManifestChild, ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { type PlatformSection, platformSections } from '@/lib/dashboard/images/platform-sections';
import { stepKeys } from '@/lib/dashboard/images/platform-steps';
import { plainText } from '@/lib/dashboard/plain-text';
import { SearchField } from '../ui/search-field';
import { Size } from '../ui/size';
import { Attestations } from './attestations';
import { ManifestLink } from './manifest-link';

const filterLengthMax = 200;

/** The children of an index by operating system, where they are many or lie in indexes in it; filtered by the address. */
export function PlatformGrid({ view: { repository, digest, children } }: { view: ManifestView }) {
  const query = useSearchParams().get('q') ?? '';
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const { sections, kept } = platformSections(children, words);
  const keyOf = stepKeys(children);
  const linkTo = (child: ManifestChild) => (
    <ManifestLink
      repository={repository}
      digest={child.digest}
      index={digest}
      stepKey={keyOf(children.indexOf(child))}
    />
  );
  const total = children.filter(({ isIndex }) => !isIndex).length;
  return (
    <>
      <div className="flex border-line border-b p-3">
        <SearchField
          query={query}
          busy={false}
          label="Filter platforms"
          lengthMax={filterLengthMax}
          hrefOf={hrefOf}
        />
      </div>
      <p
        role="status"
        className={words.length === 0 ? 'sr-only' : 'border-line border-b px-4 py-2 text-ink-dim text-meta'}
      >
        {words.length > 0 && `${kept.toLocaleString('en')} of ${counted(total, 'platform')} match`}
      </p>
      {sections.length === 0 && (
        <p className="px-4 py-8 text-center text-ink-soft text-table">
          No platform matches. Clear the filter to see all.
        </p>
      )}
      {sections.map((section) => (
        <Section
          key={section.index?.digest ?? ''}
          repository={repository}
          section={section}
          linkTo={linkTo}
        />
      ))}
    </>
  );
}

function Section({
  repository,
  section: { index, groups },
  linkTo,
}: {
  repository: string;
  section: PlatformSection;
  linkTo: (child: ManifestChild) => ReactNode;
}) {
  return (
    <section className="border-line border-b p-4 last:border-b-0">
      {index && (
        <div data-row className="mb-3 flex flex-wrap items-center gap-x-3 text-table">
          <h3 className="font-medium">
            Index{index.platform !== null && <> for {<bdi>{plainText(index.platform)}</bdi>}</>}
          </h3>
          <ManifestLink repository={repository} digest={index.digest} />
          <span className="text-ink-dim text-meta">
            {index.depth > 0 && `${index.depth + 1} levels down`}
          </span>
          {!index.isThere && <Absent />}
          {index.isThere && !index.isOpened && (
            <span className="w-full text-ink-soft">
              Nested too deep to be shown here. Open it to see more.
            </span>
          )}
        </div>
      )}
      {groups.map(({ system, children }) => (
        <div key={system ?? ''} className="mt-4 first:mt-0">
          <p className="mb-2 text-ink-soft text-meta">
            <bdi>{system === null ? 'No platform named' : plainText(system)}</bdi>
            <span className="text-ink-dim"> · {children.length.toLocaleString('en')}</span>
          </p>
          <ul className="grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
            {[...children.entries()].map(([at, child]) => (
              <Cell key={at} repository={repository} child={child} link={linkTo(child)} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Cell({ repository, child, link }: { repository: string; child: ManifestChild; link: ReactNode }) {
  const { platform, mediaType, bytes, isThere, attestations } = child;
  return (
    <li data-row className="min-w-0 rounded-control border border-line px-3 py-2 text-table">
      <div className="flex items-baseline justify-between gap-3">
        <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{plainText(platform ?? mediaType)}</bdi>
        {isThere ? bytes !== null && <Size bytes={bytes} /> : <Absent />}
      </div>
      {link}
      {attestations.length > 0 && (
        <Attestations repository={repository} digests={attestations} words="Attested by" />
      )}
    </li>
  );
}

function Absent() {
  return <span className="font-medium text-amber text-meta">referenced, not stored</span>;
}

function hrefOf(q: string): string {
  const { pathname } = window.location;
  return q === '' ? pathname : `${pathname}?${new URLSearchParams({ q })}`;
}
