import type { JobSummary } from './jobs-contract';

/** What each kind of run is called. */
export const jobTitles: Readonly<Record<JobSummary['kind'], string>> = {
  plan: 'Plan of a collection',
  collection: 'Collection',
  check: 'Check',
  repair: 'Repair',
  scrub: 'Scrub',
  retention: 'Retention',
  backup: 'Backup',
  'tag-deletion': 'Deletion of tags',
  'retention-plan': 'Plan of retention',
};

/** What each state is called. */
export const stateWords: Readonly<Record<JobSummary['state'], string>> = {
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Ended early',
};

/** How long a run took, or takes until now: `40 ms`, `1.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function tookWords(ms: number): string {
  if (ms < 1_000) return `${Math.max(Math.round(ms), 0)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
