import { clsx } from 'clsx';
import Link from 'next/link';

interface RangeLinksProps<Range extends string> {
  /** Numbers of days that can be shown. */
  ranges: readonly Range[];
  range: Range;
  hrefOf: (range: Range) => string;
}

/** Over how many days something is shown, each an address. */
export function RangeLinks<Range extends string>({ ranges, range, hrefOf }: RangeLinksProps<Range>) {
  return (
    <nav aria-label="Days shown" className="flex gap-1 text-table">
      {ranges.map((one) => (
        <Link
          key={one}
          href={hrefOf(one)}
          prefetch={false}
          replace
          scroll={false}
          aria-current={one === range ? 'true' : undefined}
          className={clsx(
            'rounded-control px-2 py-1 transition-colors hover:bg-sunken',
            one === range ? 'bg-sunken font-semibold text-ink' : 'text-ink-soft',
          )}
        >
          {one} days
        </Link>
      ))}
    </nav>
  );
}
