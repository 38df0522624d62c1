import { counted } from '@/lib/dashboard/administration/counted';
import type { RetentionDecision } from '@/lib/dashboard/administration/retention-contract';
import { DigestChip } from '../digest/digest-chip';
import { ContentLink } from '../ui/content-link';

const columns = 'gap-x-4 lg:grid-cols-[minmax(0,1fr)_12rem_minmax(0,1.4fr)]';

interface DecisionListProps {
  label: string;
  decisions: readonly RetentionDecision[];
  total: number;
}

/** Tags with what was decided on them, and why. */
export function DecisionList({ label, decisions, total }: DecisionListProps) {
  return (
    <>
      <ul aria-label={label} className="divide-y divide-line rounded-box border border-line bg-surface">
        {decisions.map(({ repository, tag, digest, reason, policy }) => (
          <li
            data-row
            key={`${repository}:${tag}`}
            className={`grid items-center px-4 py-2 text-table lg:min-h-10 lg:py-1 ${columns}`}
          >
            <span className="flex min-w-0 font-medium">
              <ContentLink repository={repository} tag={tag} />
            </span>
            <DigestChip digest={digest} className="-ml-1.5 justify-self-start" />
            <span className="min-w-0 text-ink-soft max-lg:text-meta [overflow-wrap:anywhere]">
              {reason}
              {policy !== null && <span className="text-ink-dim"> ({policy})</span>}
            </span>
          </li>
        ))}
      </ul>
      {total > decisions.length && (
        <p className="mt-2 text-ink-dim text-meta">
          And {counted(total - decisions.length, 'tag')} more: cyberdock retention simulate lists all.
        </p>
      )}
    </>
  );
}
