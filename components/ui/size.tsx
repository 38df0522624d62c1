import { exactBytes, sizeWords } from '@/lib/dashboard/size-words';

/** A number of bytes: figures that stand below each other, the unit dimmed, the exact number in the title. */
export function Size({ bytes }: { bytes: number }) {
  const { value, unit } = sizeWords(bytes);
  return (
    <span title={exactBytes(bytes)} className="whitespace-nowrap tabular-nums">
      {value} <span className="text-ink-dim">{unit}</span>
    </span>
  );
}

/** From the smallest to the largest; one number where both are the same. */
export function SizeRange({ min, max }: { min: number; max: number }) {
  const [from, to] = [sizeWords(min), sizeWords(max)];
  if (min === max) return <Size bytes={max} />;
  // What looks the same is said once; the title has both.
  const isOne = from.value === to.value && from.unit === to.unit;
  return (
    <span
      title={`From ${exactBytes(min)} to ${exactBytes(max)}, by platform`}
      className="whitespace-nowrap tabular-nums"
    >
      {!isOne && (
        <>
          {from.value}
          {from.unit !== to.unit && <span className="text-ink-dim"> {from.unit}</span>} –{' '}
        </>
      )}
      {to.value} <span className="text-ink-dim">{to.unit}</span>
    </span>
  );
}
