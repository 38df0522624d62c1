import { CircleCheck, CircleX } from 'lucide-react';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { DigestChip } from '../digest/digest-chip';

/** Files that a scrub found to be other than their digest, or that the disk could not read, and what became of them. */
export function CorruptList({ corrupt, unreadable }: Pick<JobDetail, 'corrupt' | 'unreadable'>) {
  return (
    <ul aria-label="Corrupt files" className="divide-y divide-line rounded-box border border-line bg-surface">
      {corrupt.map(({ digest, path, healedFrom }) => (
        <li data-row key={path} className="flex gap-3 px-4 py-3 text-table">
          {healedFrom === null ? (
            <CircleX className="mt-0.5 size-4 shrink-0 text-danger" role="img" aria-label="Corrupt" />
          ) : (
            <CircleCheck className="mt-0.5 size-4 shrink-0 text-accent-ink" role="img" aria-label="Healed" />
          )}
          <div className="min-w-0 [overflow-wrap:anywhere]">
            <DigestChip digest={digest} className="-ml-1.5" />
            <p className="font-mono text-ink-soft text-meta">{path}</p>
            <p className="text-ink-soft">
              {healedFrom === null
                ? 'It is in quarantine and is not served. Push it again to heal it.'
                : `Healed from ${healedFrom}.`}
            </p>
          </div>
        </li>
      ))}
      {unreadable.map((file) => (
        <li data-row key={file} className="flex gap-3 px-4 py-3 text-table">
          <CircleX className="mt-0.5 size-4 shrink-0 text-danger" role="img" aria-label="Unreadable" />
          <div className="min-w-0 [overflow-wrap:anywhere]">
            <p className="font-mono text-meta">{file}</p>
            <p className="text-ink-soft">The disk can not read it. Look at the disk, and push it again.</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
