import type { ShownQuota } from '@/lib/dashboard/administration/quota-contract';
import { sizeText } from '@/lib/dashboard/size-words';
import { buttonClass } from '../ui/button';

/** The columns of the list: the namespace, bytes, repositories, where it is set, what can be done. */
export const quotaColumns =
  'gap-x-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,0.8fr)_minmax(0,1fr)_10rem]';

interface QuotaRowProps {
  quota: ShownQuota;
  /** Absent for who may not change it. */
  onChange: (() => void) | undefined;
  /** Absent for one that can not be removed here. */
  onRemove: (() => void) | undefined;
}

/** What a namespace may hold, and how much of that it holds. */
export function QuotaRow({ quota, onChange, onRemove }: QuotaRowProps) {
  const { namespace, bytes, repositories, usedBytes, usedRepositories, isCounted, setting } = quota;
  return (
    <li data-row className={`grid items-center gap-y-2 px-4 py-2.5 text-table lg:min-h-12 ${quotaColumns}`}>
      <span className="min-w-0">
        <span className="block font-medium [overflow-wrap:anywhere]">{namespace}</span>
        {!isCounted && <span className="text-ink-dim text-meta">still being counted</span>}
      </span>
      <Share used={usedBytes} limit={bytes} words={sizeText} unlimited="no limit in bytes" />
      <Share
        used={usedRepositories}
        limit={repositories}
        words={(count) => count.toLocaleString('en')}
        unlimited="no limit in number"
      />
      <code className="min-w-0 font-mono text-ink-dim text-meta [overflow-wrap:anywhere]">{setting}</code>
      <span className="flex gap-2 lg:justify-end">
        {onChange && (
          <button
            type="button"
            className={buttonClass('plain')}
            onClick={onChange}
            aria-label={`Change the quota of ${namespace}`}
          >
            Change
          </button>
        )}
        {onRemove && (
          <button
            type="button"
            className={buttonClass('plain')}
            onClick={onRemove}
            aria-label={`Remove the quota of ${namespace}`}
          >
            Remove
          </button>
        )}
      </span>
    </li>
  );
}

interface ShareProps {
  used: number;
  limit: number | null;
  words: (amount: number) => string;
  unlimited: string;
}

/** How much of a limit is used: in words, and as a bar. */
function Share({ used, limit, words, unlimited }: ShareProps) {
  if (limit === null) {
    return (
      <span className="min-w-0 text-ink-soft tabular-nums">
        {words(used)} <span className="text-ink-dim text-meta">{unlimited}</span>
      </span>
    );
  }
  const percent = limit === 0 ? 100 : Math.min((used / limit) * 100, 100);
  const isFull = used >= limit;
  return (
    <span className="min-w-0">
      <span className="flex items-baseline justify-between gap-3 tabular-nums">
        <span>
          {words(used)} <span className="text-ink-dim">of {words(limit)}</span>
        </span>
        <span className={isFull ? 'font-medium text-danger' : 'text-ink-dim text-meta'}>
          {isFull ? 'full' : `${Math.floor(percent)} %`}
        </span>
      </span>
      <svg
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="mt-1 block h-1.5 w-full rounded-full bg-sunken"
      >
        <rect width={percent} height="1" className={isFull ? 'fill-danger' : 'fill-accent'} />
      </svg>
    </span>
  );
}
