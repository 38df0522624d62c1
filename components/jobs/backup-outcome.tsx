import { counted } from '@/lib/dashboard/administration/counted';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { Panel } from '../administration/panel';

type Backup = NonNullable<JobDetail['backup']>;

/** Where a backup is, and what of the registry is not in it. */
export function BackupOutcome({ backup }: { backup: Backup }) {
  const { place, mode, leftOut, leftOutOmitted } = backup;
  return (
    <>
      <Panel title="The backup">
        <p className="font-mono text-table [overflow-wrap:anywhere]">{place}</p>
        <p className="mt-1 max-w-3xl text-ink-soft text-table">
          {mode === 'link'
            ? 'By hard links: it shares its files with the registry, so it protects from deletion and mistakes, not from a disk that fails.'
            : 'By copies, each compared with its digest; what the backup before had too is linked to it.'}
        </p>
      </Panel>
      {leftOut.length > 0 && (
        <Panel title="Left out" about="This is broken in the registry. A check says what to do.">
          <ul
            aria-label="Left out"
            className="divide-y divide-line rounded-box border border-line bg-surface text-table"
          >
            {leftOut.map(({ repository, reference, reason }) => (
              <li data-row key={`${repository} ${reference}`} className="px-4 py-2 [overflow-wrap:anywhere]">
                <span className="font-medium">{repository}</span>{' '}
                <span className="font-mono">{reference}</span>
                <span className="block text-ink-soft">{reason}</span>
              </li>
            ))}
          </ul>
          {leftOutOmitted > 0 && (
            <p className="mt-2 text-ink-dim text-meta">And {counted(leftOutOmitted, 'more', 'more')}.</p>
          )}
        </Panel>
      )}
    </>
  );
}
