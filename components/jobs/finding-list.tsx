import { CircleX, Info, TriangleAlert } from 'lucide-react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { ContentLink } from '../ui/content-link';

const faces = {
  error: { Icon: CircleX, colour: 'text-danger', word: 'Error' },
  warning: { Icon: TriangleAlert, colour: 'text-amber', word: 'Warning' },
  info: { Icon: Info, colour: 'text-ink-dim', word: 'For information' },
};

/** What a check found: where, what a user notices of it, what mends it. */
export function FindingList({ findings, findingsTotal }: Pick<JobDetail, 'findings' | 'findingsTotal'>) {
  return (
    <>
      <ul aria-label="Findings" className="divide-y divide-line rounded-box border border-line bg-surface">
        {findings.map(({ kind, severity, place, repository, tag, consequence, repair }) => {
          const { Icon, colour, word } = faces[severity];
          return (
            <li data-row key={`${kind} ${place}`} className="flex gap-3 px-4 py-3 text-table">
              <Icon className={`mt-0.5 size-4 shrink-0 ${colour}`} role="img" aria-label={word} />
              <div className="min-w-0 [overflow-wrap:anywhere]">
                <p className="font-medium">
                  {kind} <code className="font-mono font-normal text-ink-soft text-meta">{place}</code>
                </p>
                {repository !== null && (
                  <p className="flex">
                    <ContentLink repository={repository} tag={tag} />
                  </p>
                )}
                <p className="text-ink-soft">{consequence}</p>
                <p className="text-ink-dim">To mend it: {repair}.</p>
              </div>
            </li>
          );
        })}
      </ul>
      {findingsTotal > findings.length && (
        <p className="mt-2 text-ink-dim text-meta">
          And {counted(findingsTotal - findings.length, 'finding')} more: cyberdock check lists all.
        </p>
      )}
    </>
  );
}
