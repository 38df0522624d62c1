import type { RepositorySummary } from '@/lib/dashboard/contracts';
import { sizeText } from '@/lib/dashboard/size-words';

const days = 30;
const [width, height, margin] = [90, 20, 2];

/** How the size of a repository went in the last 30 days, as a small line with the difference in words. */
export function GrowthLine({ growth }: Pick<RepositorySummary, 'growth'>) {
  const [first, last] = [growth[0], growth.at(-1)];
  if (!first || !last || growth.length < 2)
    return (
      <span className="text-ink-dim" title="known from tomorrow on">
        <span aria-hidden="true">–</span>
        <span className="sr-only">growth not known yet</span>
      </span>
    );
  const words = growthWords(last.bytes - first.bytes, first.daysAgo);
  return (
    <span title={words} className="flex">
      <svg viewBox={`0 0 ${width} ${height}`} className="h-5 w-full max-w-24" aria-hidden="true">
        <path
          d={pathOf(growth)}
          className="fill-none stroke-accent"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
      </svg>
      <span className="sr-only">{words}</span>
    </span>
  );
}

/** A line of steps: a size stays until the day on which it became another. */
function pathOf(growth: RepositorySummary['growth']): string {
  const sizes = growth.map(({ bytes }) => bytes);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const x = (daysAgo: number) => ((days - daysAgo) / days) * width;
  const y = (bytes: number) =>
    most === least ? height / 2 : margin + (1 - (bytes - least) / (most - least)) * (height - 2 * margin);
  return growth
    .map(({ daysAgo, bytes }, at) =>
      at === 0
        ? `M${x(daysAgo).toFixed(1)} ${y(bytes).toFixed(1)}`
        : `H${x(daysAgo).toFixed(1)}V${y(bytes).toFixed(1)}`,
    )
    .join('');
}

function growthWords(bytes: number, daysAgo: number): string {
  const since = `in ${daysAgo} ${daysAgo === 1 ? 'day' : 'days'}`;
  if (bytes === 0) return `as large as ${daysAgo} ${daysAgo === 1 ? 'day' : 'days'} ago`;
  return `${bytes > 0 ? '+' : '−'}${sizeText(Math.abs(bytes))} ${since}`;
}
