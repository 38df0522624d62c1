import { Ban, CircleCheck, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react';
import { stateWords } from '@/lib/dashboard/administration/job-words';
import type { JobSummary } from '@/lib/dashboard/administration/jobs-contract';

/** The state of a run: an icon and a word. */
export function JobState({ job }: { job: Pick<JobSummary, 'state' | 'needsCare'> }) {
  const { Icon, colour } = faceOf(job);
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <Icon className={`size-4 shrink-0 ${colour}`} aria-hidden="true" />
      {stateWords[job.state]}
    </span>
  );
}

function faceOf({ state, needsCare }: Pick<JobSummary, 'state' | 'needsCare'>) {
  if (state === 'running') return { Icon: LoaderCircle, colour: 'late text-accent-ink' };
  if (state === 'failed') return { Icon: CircleX, colour: 'text-danger' };
  if (needsCare) return { Icon: TriangleAlert, colour: 'text-amber' };
  return state === 'cancelled'
    ? { Icon: Ban, colour: 'text-ink-dim' }
    : { Icon: CircleCheck, colour: 'text-accent-ink' };
}
