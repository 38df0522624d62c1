'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect } from 'react';
import { jobTitles } from '@/lib/dashboard/administration/job-words';
import { ownDeletionQuery, runningJobsQuery } from '@/lib/dashboard/administration/running-jobs';
import { refreshMs } from '@/lib/dashboard/list-queries';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { useRefreshMs } from '../layout/live';
import { readsEverything } from '../layout/navigation-entries';
import { useViewer } from '../layout/viewer';
import { rememberDeletion, useOwnDeletion } from './own-deletion';

/** How often it is asked for while one's own goes on, in milliseconds. */
const runningMs = 1_000;

interface Running {
  href: string;
  title: string;
  /** From 0 to 1; null where nobody knows how much there is. */
  fraction: number | null;
}

/**
 * What runs now and how far it is, and the way to its page, for who may read that; and the deletion of tags that was begun
 * in this tab. Nothing while nothing runs.
 */
export function JobChip() {
  const readsAll = readsEverything(useViewer());
  const list = useQuery({
    ...runningJobsQuery,
    enabled: readsAll,
    refetchInterval: useRefreshMs(refreshMs),
  });
  const deletion = useOwnRun();
  const others = (list.data ?? [])
    // One's own is shown with the way to its own page.
    .filter(({ kind }) => !(deletion && kind === 'tag-deletion'))
    .map(({ id, kind, fraction }) => ({ href: `/jobs/${id}`, title: titleOf(kind), fraction }));
  const [shown, ...more] = deletion ? [deletion, ...others] : others;
  if (!shown) return null;
  const { href, title, fraction } = shown;
  const percent = fraction === null ? '' : ` ${Math.floor(fraction * 100)} %`;
  const andMore = more.length === 0 ? '' : `, and ${more.length} more`;
  return (
    <Link
      href={href}
      prefetch={false}
      aria-label={`${title} runs:${percent || ' how far it is, is not known'}${andMore}`}
      title={`${title} runs${andMore}`}
      className="flex h-7 shrink-0 items-center gap-2 rounded-control border-line px-1 text-meta transition-colors hover:bg-sunken sm:border sm:px-2"
    >
      <Ring fraction={fraction} />
      <span className="hidden whitespace-nowrap tabular-nums sm:inline">
        {title}
        <span className="text-ink-dim">
          {percent}
          {more.length > 0 && ` +${more.length}`}
        </span>
      </span>
    </Link>
  );
}

/** The deletion that was begun here, as long as it goes on. */
function useOwnRun(): Running | undefined {
  const own = useOwnDeletion();
  const { data, error } = useQuery({
    ...ownDeletionQuery(own?.repository ?? '', own?.plan ?? 0),
    enabled: own !== undefined,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? runningMs : false),
  });
  const hasEnded = own !== undefined && (error !== null || (data !== undefined && data.state !== 'running'));
  useEffect(() => {
    if (hasEnded) rememberDeletion(undefined);
  }, [hasEnded]);
  if (!own || !data || hasEnded) return undefined;
  return {
    href: `${repositoryPath(own.repository)}?deletion=${own.plan}`,
    title: titleOf('tag-deletion'),
    fraction: data.of > 0 ? data.done / data.of : null,
  };
}

/** Of a newer server's kind, perhaps. */
function titleOf(kind: string): string {
  return (jobTitles as Record<string, string>)[kind] ?? 'A run';
}

/** How far something is, as a ring that fills; a quarter of one that nobody knows the end of. */
function Ring({ fraction }: { fraction: number | null }) {
  const part = fraction === null ? 25 : Math.max(fraction * 100, 4);
  return (
    <svg viewBox="0 0 16 16" className="size-4 -rotate-90" fill="none" strokeWidth="2.5" aria-hidden="true">
      <circle cx="8" cy="8" r="6" className="stroke-line" />
      <circle
        cx="8"
        cy="8"
        r="6"
        pathLength="100"
        strokeDasharray={`${part} 100`}
        className="stroke-accent"
      />
    </svg>
  );
}
