import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { Panel } from '../administration/panel';
import { Notice } from '../feedback/notice';
import { GarbageList } from './garbage-list';

/** What a plan would take now, and what later. */
export function PlanOutcome({ detail }: { detail: JobDetail }) {
  const { garbage, garbageOmitted, waiting, totals, nowMs } = detail;
  return (
    <>
      {garbage.length === 0 ? (
        <div className="mb-8">
          <Notice Icon={CircleCheck} title="There is nothing to take now">
            What no manifest names any more goes after the grace period, so that a push that goes on finds it.
          </Notice>
        </div>
      ) : (
        <Panel
          title="What goes"
          about={`Exactly this, and nothing else. What is pushed again meanwhile stays.${garbageOmitted > 0 ? ` A run takes the first ${garbage.length.toLocaleString('en')}, the next plan lists more.` : ''}`}
        >
          <GarbageList
            label="What goes"
            garbage={garbage}
            total={garbage.length + garbageOmitted}
            nowMs={nowMs}
          />
        </Panel>
      )}
      <p className="mb-8 text-table">
        <Link href="/storage/blobs" prefetch={false} className="text-accent-ink underline underline-offset-2">
          See all that is in the store
        </Link>
        , and why each thing stays or goes, as the latest plan found it.
      </p>
      {waiting.length > 0 && (
        <Panel title="What goes later" about="Nothing needs it any more, but its grace period has not ended.">
          <GarbageList
            label="What goes later"
            garbage={waiting}
            total={totals?.waiting.count ?? waiting.length}
            nowMs={nowMs}
          />
        </Panel>
      )}
    </>
  );
}
