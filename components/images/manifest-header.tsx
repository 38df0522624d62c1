import { clsx } from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { digestFace } from '@/lib/dashboard/digest-face';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { type ManifestTab, tabsOf } from '@/lib/dashboard/images/manifest-tabs';
import { historyPath, manifestPath } from '@/lib/dashboard/repository-path';
import { DigestChip } from '../digest/digest-chip';
import { PageHeader } from '../layout/page-header';
import { KindIcon } from '../tags/kind-icon';
import { TagMarks } from '../tags/tag-marks';
import { Size } from '../ui/size';
import { useCurrentInView } from '../ui/use-current-in-view';

const words: Readonly<Record<ManifestTab, string>> = {
  overview: 'Overview',
  content: 'Content',
  layers: 'Layers',
  files: 'Files',
  config: 'Config',
  referrers: 'Referrers',
  raw: 'Raw',
};

const linkClass = 'text-accent-ink underline underline-offset-2';

interface ManifestHeaderProps {
  view: ManifestView;
  /** By which it was asked for. */
  tag: string | undefined;
  tab: ManifestTab;
  /** The index by which somebody came to it. */
  index: string | undefined;
  action: ReactNode;
}

/** What a manifest is called, what it is, and the way to its parts. */
export function ManifestHeader({ view, tag, tab, index, action }: ManifestHeaderProps) {
  const { digest, kind, repository } = view;
  const { prefix, short } = digestFace(digest);
  const tabs = useCurrentInView<HTMLElement>(tab);
  return (
    <>
      <PageHeader
        title={
          <span className="font-mono text-section [overflow-wrap:anywhere]">{tag ?? prefix + short}</span>
        }
        action={action}
      />
      <div className="-mt-2 mb-4 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-soft text-table">
        <KindIcon kind={kind} />
        {tag !== undefined && <span>points to</span>}
        <DigestChip digest={digest} className="-mx-1.5" />
        {tag !== undefined && (
          <>
            <Link href={manifestPath(repository, digest)} prefetch={false} className={linkClass}>
              Pin this digest
            </Link>
            <Link href={historyPath(repository, tag)} prefetch={false} className={linkClass}>
              History of this tag
            </Link>
          </>
        )}
        {view.contentBytes > 0 && <Size bytes={view.contentBytes} />}
        <TagMarks tag={{ marks: view.marks, guardWords: null }} />
      </div>
      <nav
        ref={tabs}
        aria-label="Parts of the manifest"
        className="mb-6 flex gap-1 overflow-x-auto border-line border-b"
      >
        {tabsOf(view).map((one, at) => (
          <Link
            key={one}
            href={manifestPath(repository, digest, one, index)}
            prefetch={false}
            data-key={at + 1}
            data-part={one}
            aria-current={one === tab ? 'page' : undefined}
            className={clsx(
              '-mb-px flex h-9 shrink-0 items-center rounded-t-control border-b-2 px-3 font-medium text-table -outline-offset-2 transition-colors',
              one === tab ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:text-ink',
            )}
          >
            {words[one]}
          </Link>
        ))}
      </nav>
    </>
  );
}
