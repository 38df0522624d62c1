'use client';

import { useState } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import { dayChart, measuredDay } from '@/lib/dashboard/administration/day-chart';
import { dayWords } from '@/lib/dashboard/administration/day-words';
import type { StorageDay } from '@/lib/dashboard/administration/storage-contract';
import { sizeText } from '@/lib/dashboard/size-words';
import { Dot, Line, Sample } from '../charts/chart-marks';
import { DayFrame } from '../charts/day-frame';
import { Size } from '../ui/size';

interface DayPlotProps {
  days: readonly StorageDay[];
  today: number;
  range: number;
}

/** Two lines over days; what is pointed at is told in words. */
export function DayPlot({ days, today, range }: DayPlotProps) {
  const [chosenDay, choose] = useState<number>();
  const { marks, physical, logical, topBytes } = dayChart(days, today, range);
  const mark = marks.find(({ day }) => day.day === chosenDay) ?? marks.at(-1);
  if (!mark) return null;
  const nearestTo = (x: number) =>
    marks.reduce((best, one) => (Math.abs(one.x - x) < Math.abs(best.x - x) ? one : best), mark);
  return (
    <>
      <Reading day={mark.day} />
      <DayFrame
        today={today}
        range={range}
        day={mark.day.day}
        x={mark.x}
        sentence={sentenceOf(mark.day)}
        title={`Logical and physical size over ${range} days`}
        topBytes={topBytes}
        onPoint={(x) => choose(nearestTo(x).day.day)}
        onSlide={(day) => choose(measuredDay(days, mark.day.day, day))}
      >
        <Line path={logical} className="stroke-ink-soft" isDashed />
        <Line path={physical} className="stroke-accent" />
        <Dot x={mark.x} y={mark.logicalY} className="stroke-ink-soft" />
        <Dot x={mark.x} y={mark.physicalY} className="stroke-accent" />
      </DayFrame>
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
