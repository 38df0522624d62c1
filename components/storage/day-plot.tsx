'use client';

import { type PointerEvent, useState } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import { dayChart, measuredDay } from '@/lib/dashboard/administration/day-chart';
import { dayWords } from '@/lib/dashboard/administration/day-words';
import type { StorageDay } from '@/lib/dashboard/administration/storage-contract';
import { sizeText } from '@/lib/dashboard/size-words';
import { Size } from '../ui/size';
import { Dot, Line, Sample } from './chart-marks';

interface DayPlotProps {
  days: readonly StorageDay[];
  today: number;
  range: number;
}

/** Two lines over days; a slider below leads through the days, and what it stands on is told in words. */
export function DayPlot({ days, today, range }: DayPlotProps) {
  const [chosenDay, choose] = useState<number>();
  const { marks, physical, logical, topBytes } = dayChart(days, today, range);
  const mark = marks.find(({ day }) => day.day === chosenDay) ?? marks.at(-1);
  if (!mark) return null;
  const follow = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - left) / width) * 100;
    const nearest = marks.reduce(
      (best, one) => (Math.abs(one.x - x) < Math.abs(best.x - x) ? one : best),
      mark,
    );
    choose(nearest.day.day);
  };
  return (
    <>
      <Reading day={mark.day} />
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
          <title>{`Logical and physical size over ${range} days: ${sentenceOf(mark.day)}`}</title>
          <rect width="100" height="100" className="fill-transparent" />
          {[0, 50, 100].map((y) => (
            <path key={y} d={`M0 ${y}H100`} className="stroke-line" vectorEffect="non-scaling-stroke" />
          ))}
          <path d={`M${mark.x} 0V100`} className="stroke-edge" vectorEffect="non-scaling-stroke" />
          <Line path={logical} className="stroke-ink-soft" isDashed />
          <Line path={physical} className="stroke-accent" />
          <Dot x={mark.x} y={mark.logicalY} className="stroke-ink-soft" />
          <Dot x={mark.x} y={mark.physicalY} className="stroke-accent" />
        </svg>
        <span />
        <div className="mt-2">
          <input
            type="range"
            min={today - range + 1}
            max={today}
            value={mark.day.day}
            onChange={(event) => choose(measuredDay(days, mark.day.day, Number(event.target.value)))}
            aria-label="Day"
            aria-valuetext={sentenceOf(mark.day)}
            className="block h-6 w-full accent-accent"
          />
          <p className="flex justify-between text-ink-dim text-meta">
            <span>{dayWords(today - range + 1)}</span>
            <span>{dayWords(today)}</span>
          </p>
        </div>
      </div>
    </>
  );
}

/** What was measured on a day, each figure beside a piece of its line. */
function Reading({ day }: { day: StorageDay }) {
  return (
    <p className="flex flex-wrap items-center gap-x-6 gap-y-1 text-table">
      <span className="font-medium">{dayWords(day.day)}</span>
      <span className="flex items-center gap-2">
        <Sample className="stroke-ink-soft" isDashed />
        <span className="text-ink-soft">Logical</span> <Size bytes={day.logicalBytes} />
      </span>
      <span className="flex items-center gap-2">
        <Sample className="stroke-accent" />
        <span className="text-ink-soft">Physical</span> <Size bytes={day.physicalBytes} />
      </span>
      <span className="text-ink-soft">
        {counted(day.repositories, 'repository', 'repositories')}, {counted(day.tags, 'tag')},{' '}
        {counted(day.manifests, 'manifest')}
      </span>
    </p>
  );
}

function sentenceOf(day: StorageDay): string {
  return `${dayWords(day.day)}: logical ${sizeText(day.logicalBytes)}, physical ${sizeText(day.physicalBytes)}`;
}
