import type { StorageDay } from './storage-contract';

/** Where the figures of days stand in a chart that is 100 wide and 100 high. */
export interface DayChart {
  /** A mark for each day that was measured: x, and y of both figures. */
  marks: { day: StorageDay; x: number; physicalY: number; logicalY: number }[];
  /** Paths of lines through them. */
  physical: string;
  logical: string;
  /** What the upper edge stands for, in bytes. */
  topBytes: number;
}

/** @param today the last day of the chart @param range how many days it shows */
export function dayChart(days: readonly StorageDay[], today: number, range: number): DayChart {
  const most = Math.max(
    ...days.map(({ physicalBytes, logicalBytes }) => Math.max(physicalBytes, logicalBytes)),
    1,
  );
  const topBytes = roundUp(most);
  const first = today - range + 1;
  const y = (bytes: number) => 100 - (bytes / topBytes) * 100;
  const marks = days.map((day) => ({
    day,
    x: range === 1 ? 100 : ((day.day - first) / (range - 1)) * 100,
    physicalY: y(day.physicalBytes),
    logicalY: y(day.logicalBytes),
  }));
  return {
    marks,
    physical: lineThrough(marks.map(({ x, physicalY }) => [x, physicalY])),
    logical: lineThrough(marks.map(({ x, logicalY }) => [x, logicalY])),
    topBytes,
  };
}

/** The day that was measured where somebody moves to from another: a step over days that were not leads beyond them. */
export function measuredDay(days: readonly StorageDay[], from: number, to: number): number {
  const measured = days.map(({ day }) => day);
  const found =
    to < from
      ? (measured.findLast((day) => day <= to) ?? measured[0])
      : (measured.find((day) => day >= to) ?? measured.at(-1));
  return found ?? from;
}

/** One, two or five of a unit of sizes, or tens or hundreds of that: a number that reads well at an axis. */
export function roundUp(bytes: number): number {
  let unit = 1;
  while (bytes / unit >= 1024) unit *= 1024;
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1024].find((one) => one * unit >= bytes);
  return (step ?? 1024) * unit;
}

/** A path through points, with two decimals. */
export function lineThrough(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
