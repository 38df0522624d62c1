'use client';

import { useState } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import { lineThrough, roundUp } from '@/lib/dashboard/administration/day-chart';
import { dayWords } from '@/lib/dashboard/administration/day-words';
import { sizeText } from '@/lib/dashboard/size-words';
import type { UsageDay } from '@/lib/dashboard/usage/usage-contracts';
import { Dot, Line } from '../charts/chart-marks';
import { DayFrame } from '../charts/day-frame';
import { Size } from '../ui/size';

interface UsagePlotProps {
  days: readonly UsageDay[];
  today: number;
  range: number;
}

/** The size of a repository over days; what is pointed at is told in words. */
export function UsagePlot({ days, today, range }: UsagePlotProps) {
  const [chosenDay, setChosenDay] = useState<number>();
  const first = today - range + 1;
  const topBytes = roundUp(Math.max(...days.map(({ bytes }) => bytes), 1));
  const x = (day: number) => ((day - first) / (range - 1)) * 100;
  const y = (bytes: number) => 100 - (bytes / topBytes) * 100;
  const shown = days.find(({ day }) => day === chosenDay) ?? days.at(-1);
  const firstKnown = days[0]?.day ?? today;
  if (!shown) return null;
  const choose = (day: number) => setChosenDay(Math.min(Math.max(day, firstKnown), today));
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-6 gap-y-1 text-table">
        <span className="font-medium">{dayWords(shown.day)}</span>
        <Size bytes={shown.bytes} />
        {shown.pulls !== null && <span className="text-ink-soft">{counted(shown.pulls, 'pull')}</span>}
      </p>
      <DayFrame
        today={today}
        range={range}
        day={shown.day}
        x={x(shown.day)}
        sentence={sentenceOf(shown)}
        title={`Size over ${range} days`}
        topBytes={topBytes}
        onPoint={(at) => choose(first + Math.round((at / 100) * (range - 1)))}
        onSlide={choose}
      >
        <Line
          path={lineThrough(days.map(({ day, bytes }) => [x(day), y(bytes)] as const))}
          className="stroke-accent"
        />
        <Dot x={x(shown.day)} y={y(shown.bytes)} className="stroke-accent" />
      </DayFrame>
    </>
  );
}

function sentenceOf({ day, bytes, pulls }: UsageDay): string {
  return `${dayWords(day)}: ${sizeText(bytes)}${pulls === null ? '' : `, ${counted(pulls, 'pull')}`}`;
}
