'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { counted } from '@/lib/dashboard/administration/counted';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { plannedTagsPageQuery } from '@/lib/dashboard/administration/jobs-queries';
import { withQuery } from '@/lib/dashboard/repository-path';
import { Panel } from '../administration/panel';
import { Unloaded } from '../administration/unloaded';
import { Notice } from '../feedback/notice';
import { contentWords } from '../retention/draft-sum';
import { Pager } from '../ui/pager';
import { PlannedTags } from './planned-tags';

interface RetentionPlanOutcomeProps {
  id: number;
  plan: NonNullable<JobDetail['retention']>;
}

/** What a run of retention would remove: every tag, page by page, with the reason. */
export function RetentionPlanOutcome({ id, plan }: RetentionPlanOutcomeProps) {
  const { runBy, removed, isApplied } = plan;
  if (removed === 0)
    return (
      <Notice Icon={CircleCheck} title="No tag would go">
        The policies keep every tag, as things were when this plan was made.
      </Notice>
    );
  return (
    <>
      <p className="mb-5 max-w-3xl text-ink-soft text-table">
        {contentWords(plan)} What goes is kept in the trash for a time.{' '}
        {!isApplied && 'retention.enabled is false: the server runs none of this by itself.'}
        {runBy !== null && (
          <>
            This plan was run:{' '}
            <Link
              href={`/jobs/${runBy}`}
              prefetch={false}
              className="text-accent-ink underline underline-offset-2"
            >
              see run #{runBy}
            </Link>
            .
          </>
        )}
      </p>
      <Panel
        title="Tags that would go"
        about="Exactly these, and no others. If policies or tags have changed since, nothing is removed."
      >
        <Listed id={String(id)} />
      </Panel>
    </>
  );
}

function Listed({ id }: { id: string }) {
  const after = useSearchParams().get('after') || undefined;
  const query = useQuery({ ...plannedTagsPageQuery(id, after), placeholderData: keepPreviousData });
  const { data } = query;
  const hrefOf = (place: string | undefined) => withQuery(`/jobs/${id}`, { after: place });
  return (
    <>
      <Unloaded what="The tags" query={query} />
      {data && (
        <>
          <PlannedTags tags={data.tags} />
          <Pager
            scope={hrefOf(undefined)}
            last={after}
            next={data.next}
            hrefOf={hrefOf}
            summary={`${data.tags.length.toLocaleString('en')} of ${counted(data.total, 'tag')} shown`}
            quiet={data.next === null && after === undefined}
          />
        </>
      )}
    </>
  );
}
