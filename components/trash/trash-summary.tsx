import { counted } from '@/lib/dashboard/administration/counted';
import { spanWords } from '@/lib/dashboard/administration/span-words';
import { Size } from '../ui/size';

interface TrashSummaryProps {
  keptMs: number;
  /** Undefined until it is counted. */
  usage: { entries: number; bytes: number; isAll: boolean } | undefined;
}

/** How much the trash holds, and how long. */
export function TrashSummary({ keptMs, usage }: TrashSummaryProps) {
  return (
    <p className="-mt-2 mb-4 max-w-3xl text-ink-soft text-table">
      {keptMs === 0
        ? 'The trash is turned off (maintenance.trashPeriod): what is deleted goes for good at once.'
        : `What is deleted stays here for ${spanWords(keptMs)} and can be restored; then it goes for good.`}{' '}
      {usage && usage.entries > 0 && (
        <>
          {counted(usage.entries, 'deletion')}
          {usage.isAll ? '; to empty the trash would free ' : ' of what you may delete or have deleted, of '}
          <Size bytes={usage.bytes} />.
        </>
      )}
    </p>
  );
}
