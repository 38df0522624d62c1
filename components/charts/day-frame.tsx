import type { PointerEvent, ReactNode } from 'react';
import { dayWords } from '@/lib/dashboard/administration/day-words';
import { sizeText } from '@/lib/dashboard/size-words';

interface DayFrameProps {
  /** The last day of the chart, and how many it has. */
  today: number;
  range: number;
  /** The day that is shown, where it stands from 0 to 100, and what is known of it. */
  day: number;
  x: number;
  sentence: string;
  /** What the chart shows. */
  title: string;
  /** What the top line stands for, in bytes. */
  topBytes: number;
  /** Told where somebody points, from 0 to 100. */
  onPoint: (x: number) => void;
  /** Told to which day somebody slides. */
  onSlide: (day: number) => void;
  /** The lines, on a field of 100 by 100 from the top. */
  children: ReactNode;
}

/** A chart of bytes over days: its scale, what stands on one day, and a slider below that leads through the days. */
export function DayFrame(props: DayFrameProps) {
  const { today, range, day, x, sentence, title, topBytes, onPoint, onSlide, children } = props;
  const first = today - range + 1;
  const follow = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onPoint(((event.clientX - left) / width) * 100);
  };
  return (
    <div className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
      <div
        className="flex h-40 flex-col justify-between text-right text-ink-dim text-meta tabular-nums"
        aria-hidden="true"
      >
        <span className="-mt-2">{sizeText(topBytes)}</span>
        <span>{sizeText(topBytes / 2)}</span>
        <span className="-mb-2">0</span>
      </div>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        className="h-40 w-full overflow-visible"
        onPointerMove={follow}
        onPointerDown={follow}
      >
        <title>{`${title}: ${sentence}`}</title>
        <rect width="100" height="100" className="fill-transparent" />
        {[0, 50, 100].map((y) => (
          <path key={y} d={`M0 ${y}H100`} className="stroke-line" vectorEffect="non-scaling-stroke" />
        ))}
        <path d={`M${x} 0V100`} className="stroke-edge" vectorEffect="non-scaling-stroke" />
        {children}
      </svg>
      <span />
      <div className="mt-2">
        <input
          type="range"
          min={first}
          max={today}
          value={day}
          onChange={(event) => onSlide(Number(event.target.value))}
          aria-label="Day"
          aria-valuetext={sentence}
          className="block h-6 w-full accent-accent"
        />
        <p className="flex justify-between text-ink-dim text-meta">
          <span>{dayWords(first)}</span>
          <span>{dayWords(today)}</span>
        </p>
      </div>
    </div>
  );
}
