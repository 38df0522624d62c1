'use client';

import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { RetentionAnswer } from '@/lib/dashboard/administration/retention-contract';
import { everyWords } from '@/lib/dashboard/administration/span-words';
import { ApiError, fetchJson } from '@/lib/dashboard/fetch-json';
import { toSegment } from '@/lib/dashboard/repository-path';
import { Unloaded } from '../administration/unloaded';
import { Notice } from '../feedback/notice';
import { PageHeader } from '../layout/page-header';
import { RepositoryGone } from '../repositories/repository-gone';
import { RepositoryTabs } from '../repositories/repository-tabs';
import { RepositoryTitle } from '../repositories/repository-title';
import { SimulatedPolicies } from './simulated-policies';

const contracts = () => import('@/lib/dashboard/administration/retention-contract');

/** The policies that are about a repository, and what they would do to its tags now, with reasons. Nothing here changes anything. */
export function PolicyBrowser({ repository }: { repository: string }) {
  const query = useQuery({
    queryKey: ['policy', repository],
    queryFn: ({ signal }) =>
      fetchJson(
        `/api/v1/repositories/${toSegment(repository)}/policy`,
        async () => (await contracts()).retentionAnswer,
        signal,
      ),
  });
  const { data, error } = query;
  if (error instanceof ApiError && error.status === 404) return <RepositoryGone name={repository} />;
  return (
    <>
      <PageHeader title={<RepositoryTitle name={repository} />} />
      <RepositoryTabs repository={repository} current="Policy" />
      <Unloaded what="The policies" query={query} />
      {data && data.policies.length === 0 && (
        <Notice Icon={ListChecks} title="No policy is about this repository">
          Its tags stay until somebody deletes them. An administrator makes policies, on the page of the
          storage or in the configuration.
        </Notice>
      )}
      {data && data.policies.length > 0 && <Simulation answer={data} />}
    </>
  );
}

function Simulation({ answer }: { answer: RetentionAnswer }) {
  const { enabled, intervalMs, tags, removed, isComplete } = answer;
  const every = intervalMs === 0 ? 'only by hand' : everyWords(intervalMs);
  return (
    <>
      <p className="mb-6 max-w-3xl text-ink-soft text-table">
        Of {counted(tags, 'tag')}, <strong className="font-semibold text-ink">{removed} would go now</strong>.{' '}
        {enabled
          ? `The policies are applied ${every}; what goes is kept in the trash for a time.`
          : 'The policies are not applied: none of them goes.'}{' '}
        What is immutable or protected stays so all the same.
        {!isComplete && ' Not every tag was looked at.'}
      </p>
      <SimulatedPolicies
        answer={answer}
        about="For each tag the first policy decides whose tags match; every one counts for what it protects."
      />
    </>
  );
}
