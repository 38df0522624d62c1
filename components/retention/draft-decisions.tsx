import type { DraftSimulation } from '@/lib/dashboard/administration/draft-contract';
import { ContentLink } from '../ui/content-link';

/** A page of tags with what a draft decides on each, and why. */
export function DraftDecisions({
  label,
  decisions,
}: {
  label: string;
  decisions: DraftSimulation['decisions'];
}) {
  return (
    <ul aria-label={label} className="divide-y divide-line rounded-box border border-line bg-surface">
      {decisions.map(({ repository, tag, keep, reason, policy, wouldGoBefore }) => (
        <li
          data-row
          key={`${repository}:${tag}`}
          className="grid items-center gap-x-4 gap-y-0.5 px-4 py-2 text-table sm:grid-cols-[minmax(0,1fr)_minmax(0,1.3fr)] lg:min-h-10 lg:py-1"
        >
          <span className="flex min-w-0 font-medium">
            <ContentLink repository={repository} tag={tag} />
          </span>
          <span className="min-w-0 text-ink-soft max-lg:text-meta [overflow-wrap:anywhere]">
            {reason}
            {policy !== null && (
              <span className="text-ink-dim">
                {' '}
                (<bdi>{policy}</bdi>)
              </span>
            )}
            {wouldGoBefore && (
              <span className="text-ink">
                {keep ? '; without the draft it would go' : '; also without the draft'}
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
