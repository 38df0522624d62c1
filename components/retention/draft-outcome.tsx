'use client';

import { clsx } from 'clsx';
import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { DraftSimulation, DraftView } from '@/lib/dashboard/administration/draft-contract';
import { type DraftAddress, draftHref } from '@/lib/dashboard/administration/draft-queries';
import { Notice } from '../feedback/notice';
import { controlClass } from '../ui/field';
import { Pager } from '../ui/pager';
import { DraftDecisions } from './draft-decisions';
import { DraftSum } from './draft-sum';

interface DraftOutcomeProps {
  address: DraftAddress;
  simulation: DraftSimulation;
  /** Whether what is shown is of an earlier draft. */
  isOutdated: boolean;
}

/** What a draft would do: the sum, and the tags that would go or stay, each with the reason. */
export function DraftOutcome({ address, simulation, isOutdated }: DraftOutcomeProps) {
  const { draft, view } = address;
  const { decisions, total, next } = simulation;
  const label = view.show === 'going' ? 'Tags that would go' : 'Tags that stay';
  const pageHref = (from: string | undefined) => draftHref({ draft, view: { ...view, from } });
  return (
    <div className={clsx('min-w-0 transition-opacity', isOutdated && 'late-dim')} aria-busy={isOutdated}>
      <DraftSum simulation={simulation} isAlone={view.alone === 'yes'} />
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Shown address={address} simulation={simulation} />
        <RepositorySelect address={address} simulation={simulation} />
      </div>
      {decisions.length === 0 ? (
        <Notice Icon={CircleCheck} title={view.show === 'going' ? 'No tag would go' : 'No tag stays'}>
          {view.repository === undefined
            ? 'As things are now.'
            : `None of ${view.repository}, as things are now.`}
        </Notice>
      ) : (
        <DraftDecisions label={label} decisions={decisions} />
      )}
      <Pager
        scope={pageHref(undefined)}
        last={view.from}
        next={next === null ? null : String(next)}
        hrefOf={pageHref}
        summary={`${decisions.length.toLocaleString('en')} of ${total.toLocaleString('en')} shown`}
        quiet={next === null && view.from === undefined}
      />
    </div>
  );
}

function Shown({
  address: { draft, view },
  simulation: { tags, removed },
}: Pick<DraftOutcomeProps, 'address' | 'simulation'>) {
  const shown: readonly [DraftView['show'], string, number][] = [
    ['going', 'Would go', removed],
    ['staying', 'Stay', tags - removed],
  ];
  return (
    <nav aria-label="Which tags are listed" className="flex gap-1 text-table">
      {shown.map(([show, words, count]) => (
        <Link
          key={show}
          href={draftHref({ draft, view: { ...view, show, from: undefined } })}
          prefetch={false}
          replace
          scroll={false}
          aria-current={show === view.show ? 'true' : undefined}
          className={clsx(
            'rounded-control px-2 py-1 transition-colors hover:bg-sunken',
            show === view.show ? 'bg-sunken font-semibold text-ink' : 'text-ink-soft',
          )}
        >
          {words} {count.toLocaleString('en')}
        </Link>
      ))}
    </nav>
  );
}

function RepositorySelect({
  address: { draft, view },
  simulation: { byRepository },
}: Pick<DraftOutcomeProps, 'address' | 'simulation'>) {
  const router = useRouter();
  const names = byRepository.map(({ repository }) => repository);
  const chosen = view.repository ?? '';
  return (
    <select
      aria-label="Only of a repository"
      value={chosen}
      onChange={({ target: { value } }) => {
        const repository = value === '' ? undefined : value;
        router.replace(draftHref({ draft, view: { ...view, repository, from: undefined } }), {
          scroll: false,
        });
      }}
      className={controlClass('max-w-72 text-table')}
    >
      <option value="">All repositories</option>
      {chosen !== '' && !names.includes(chosen) && <option value={chosen}>{chosen}</option>}
      {byRepository.map(({ repository, removed, tags }) => (
        <option key={repository} value={repository}>
          {`${repository}: ${removed.toLocaleString('en')} of ${tags.toLocaleString('en')} go`}
        </option>
      ))}
    </select>
  );
}
