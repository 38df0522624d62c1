'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PencilLine } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { DraftAnswer } from '@/lib/dashboard/administration/draft-contract';
import { draftHref, draftQuery } from '@/lib/dashboard/administration/draft-queries';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Notice } from '../feedback/notice';
import { StaleBanner } from '../feedback/stale-banner';
import { Breadcrumbs } from '../layout/breadcrumbs';
import { PageHeader } from '../layout/page-header';
import { CopyButton } from '../ui/copy-button';
import { useUnsaved } from '../ui/use-unsaved';
import { DraftForm } from './draft-form';
import { DraftOutcome } from './draft-outcome';
import { DraftSkeleton } from './draft-skeleton';
import { SaveDraft } from './save-draft';
import { useDraft } from './use-draft';

/** A retention policy that is being written, and what it would do, while it is typed. Nothing is changed by that. */
export function DraftBrowser() {
  const router = useRouter();
  const { fields, setField, address, isTyping, isChanged } = useDraft();
  const question = useUnsaved(isChanged);
  const query = useQuery({ ...draftQuery(address), placeholderData: keepPreviousData });
  const { data, error, isPlaceholderData } = query;
  const isOutdated = isTyping || isPlaceholderData;
  const mayChange = useMayChange();
  const { alone, ...view } = address.view;
  const number = view.policy;
  return (
    <>
      <Breadcrumbs
        trail={[
          { href: '/storage', word: 'Storage' },
          { href: '/storage/retention', word: 'Retention policies' },
        ]}
      />
      <PageHeader
        title={number === undefined ? 'Draft of a policy' : `Draft of policy ${number}`}
        action={
          mayChange && <SaveDraft address={address} isReady={!isOutdated && Boolean(data?.simulation)} />
        }
      />
      <p className="-mt-2 mb-5 max-w-3xl text-ink-soft text-table">
        What it would do is shown while you type, by the code of the real run. Nothing is changed before it is
        saved.
      </p>
      {question}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
        <div className="grid gap-3">
          <DraftForm fields={fields} mistakes={isOutdated ? [] : (data?.mistakes ?? [])} onField={setField} />
          {/* It has its place before it is there: below it, on a narrow screen, stands what the draft would do. */}
          <div className="min-h-8">{data?.policy && <CopyAs policy={data.policy} />}</div>
        </div>
        <section aria-label="What it would do" className="min-w-0">
          <label className="mb-3 flex items-center gap-2 text-table">
            <input
              type="checkbox"
              checked={alone === 'yes'}
              onChange={({ target: { checked } }) =>
                router.replace(
                  draftHref({
                    draft: address.draft,
                    view: { ...view, from: undefined, alone: checked ? 'yes' : undefined },
                  }),
                  { scroll: false },
                )
              }
              className="size-4 accent-accent-fill"
            />
            Alone, without the policies in force; what they protect stays all the same
          </label>
          {error && data && (
            <StaleBanner
              error={error}
              updatedAtMs={query.dataUpdatedAt}
              retrying={query.isFetching}
              onRetry={() => void query.refetch()}
            />
          )}
          {!data && error && <Unloaded what="What it would do" query={query} />}
          {!data && !error && <DraftSkeleton />}
          {data && !data.simulation && (
            <Notice Icon={PencilLine} title="Nothing is simulated yet">
              Name repositories and tags, and what is kept. As long as one field has a mistake, the draft is
              no policy.
            </Notice>
          )}
          {data?.simulation && (
            <DraftOutcome address={address} simulation={data.simulation} isOutdated={isOutdated} />
          )}
        </section>
      </div>
    </>
  );
}

function CopyAs({ policy: { yaml, json } }: { policy: NonNullable<DraftAnswer['policy']> }) {
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-soft text-table">
      Copy as configuration:
      <CopyButton
        text={yaml}
        label="Copy as YAML, for cyberdock.yaml"
        done="Policy copied as YAML"
        className="px-2"
      >
        YAML
      </CopyButton>
      <CopyButton
        text={json}
        label="Copy as JSON, for CYBERDOCK_RETENTION_POLICIES"
        done="Policy copied as JSON"
        className="px-2"
      >
        JSON
      </CopyButton>
    </p>
  );
}
