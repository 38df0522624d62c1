import { sizeParts } from '@/lib/dashboard/administration/size-words';

/** A size: the unit dimmed, the exact bytes in the title. */
export function Bytes({ bytes }: { bytes: number }) {
  const { value, unit, exact } = sizeParts(bytes);
  return (
    <span className="whitespace-nowrap tabular-nums" title={exact}>
      {value} <span className="text-ink-dim">{unit}</span>
    </span>
  );
}
