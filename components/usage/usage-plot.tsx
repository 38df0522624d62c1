'use client';

import { type PointerEvent, useState } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import { lineThrough, roundUp } from '@/lib/dashboard/administration/day-chart';
import { dayWords } from '@/lib/dashboard/administration/day-words';
import { sizeText } from '@/lib/dashboard/size-words';
import type { UsageDay } from '@/lib/dashboard/usage/usage-contracts';
import { Dot, Line } from '../storage/chart-marks';
import { Size } from '../ui/size';

interface UsagePlotProps {
  days: readonly UsageDay[];
  today: number;
  range: number;
}

/** The size of a repository over days; a slider below leads through the days, and what it stands on is told in words. */
export function UsagePlot({ days, today, range }: UsagePlotProps) {
  const [chosenDay, choose] = useState<number>();
  const first = today - range + 1;
  const topBytes = roundUp(Math.max(...days.map(({ bytes }) => bytes), 1));
  const x = (day: number) => ((day - first) / (range - 1)) * 100;
  const y = (bytes: number) => 100 - (bytes / topBytes) * 100;
  const shown = days.find(({ day }) => day === chosenDay) ?? days.at(-1);
  const firstKnown = days[0]?.day ?? today;
  if (!shown) return null;
  const follow = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const day = first + Math.round(((event.clientX - left) / width) * (range - 1));
    choose(Math.min(Math.max(day, firstKnown), today));
  };
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-6 gap-y-1 text-table">
        <span className="font-medium">{dayWords(shown.day)}</span>
        <Size bytes={shown.bytes} />
        {shown.pulls !== null && <span className="text-ink-soft">{counted(shown.pulls, 'pull')}</span>}
      </p>
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
          <title>{`Size over ${range} days: ${sentenceOf(shown)}`}</title>
          <rect width="100" height="100" className="fill-transparent" />
          {[0, 50, 100].map((at) => (
            <path key={at} d={`M0 ${at}H100`} className="stroke-line" vectorEffect="non-scaling-stroke" />
          ))}
          <path d={`M${x(shown.day)} 0V100`} className="stroke-edge" vectorEffect="non-scaling-stroke" />
          <Line
            path={lineThrough(days.map(({ day, bytes }) => [x(day), y(bytes)] as const))}
            className="stroke-accent"
          />
          <Dot x={x(shown.day)} y={y(shown.bytes)} className="stroke-accent" />
        </svg>
        <span />
        <div className="mt-2">
          <input
            type="range"
            min={first}
            max={today}
            value={shown.day}
            onChange={(event) => choose(Math.max(Number(event.target.value), firstKnown))}
            aria-label="Day"
            aria-valuetext={sentenceOf(shown)}
            className="block h-6 w-full accent-accent"
          />
          <p className="flex justify-between text-ink-dim text-meta">
            <span>{dayWords(first)}</span>
            <span>{dayWords(today)}</span>
          </p>
        </div>
      </div>
    </>
  );
}

function sentenceOf({ day, bytes, pulls }: UsageDay): string {
  return `${dayWords(day)}: ${sizeText(bytes)}${pulls === null ? '' : `, ${counted(pulls, 'pull')}`}`;
}
