'use client';

import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import { draftPath } from '@/lib/dashboard/administration/draft-queries';
import type { RetentionAnswer } from '@/lib/dashboard/administration/retention-contract';
import { simulationQuery } from '@/lib/dashboard/administration/retention-queries';
import { everyWords } from '@/lib/dashboard/administration/span-words';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Notice } from '../feedback/notice';
import { BeginJob } from '../jobs/begin-job';
import { Breadcrumbs } from '../layout/breadcrumbs';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';
import { SimulatedPolicies } from './simulated-policies';

/** What the retention policies would do now, tag by tag, with the reason. */
export function RetentionBrowser() {
  const query = useQuery(simulationQuery);
  const { data, refetch } = query;
  const mayChange = useMayChange();
  // Not `isFetching`: what came with the page may be old at once by the clock of this machine, and words would change.
  const [isAsked, setAsked] = useState(false);
  const again = () => {
    setAsked(true);
    void refetch().finally(() => setAsked(false));
  };
  return (
    <>
      <Breadcrumbs trail={[{ href: '/storage', word: 'Storage' }]} />
      <PageHeader
        title="Retention policies"
        action={
          <div className="flex flex-wrap gap-2">
            <button type="button" className={buttonClass('plain')} onClick={again}>
              {isAsked ? 'Simulating' : 'Simulate again'}
            </button>
            {mayChange && data && data.policies.length > 0 && (
              <BeginJob body={{ kind: 'retention-plan' }}>Plan a run</BeginJob>
            )}
            <Link href={draftPath} prefetch={false} className={buttonClass('primary')}>
              Draft a policy
            </Link>
          </div>
        }
      />
      <Unloaded what="The policies" query={query} />
      {data && data.policies.length === 0 && (
        <Notice Icon={ListChecks} title="There are no policies">
          Tags stay until somebody deletes them. Policies are drafted and saved here, or written in the
          configuration, under retention.policies.
        </Notice>
      )}
      {data && data.policies.length > 0 && <Simulation answer={data} />}
    </>
  );
}

function Simulation({ answer }: { answer: RetentionAnswer }) {
  const mayChange = useMayChange();
  const { enabled, intervalMs, repositories, tags, removed, isComplete } = answer;
  const every = intervalMs === 0 ? 'only by hand' : everyWords(intervalMs);
  return (
    <>
      <p className="-mt-2 mb-6 max-w-3xl text-ink-soft text-table">
        Of {counted(tags, 'tag')} in {counted(repositories, 'repository', 'repositories')},{' '}
        <strong className="font-semibold text-ink">{removed} would go now</strong>.{' '}
        {enabled
          ? `The policies are applied ${every}; what goes is kept in the trash for a time.`
          : 'retention.enabled is false: none of them goes.'}
        {!isComplete && ' Not every tag was looked at: cyberdock retention simulate looks at all.'}
      </p>
      <SimulatedPolicies
        answer={answer}
        mayChange={mayChange}
        about="For each tag the first policy decides whose repositories and tags match."
      />
    </>
  );
}
