import { describe, expect, it } from 'vitest';
import { dayChart, measuredDay } from './day-chart';
import { dayIso, dayWords } from './day-words';
import type { StorageDay } from './storage-contract';

const mib = 1024 ** 2;
const dayOf = (day: number, physicalBytes: number, logicalBytes: number): StorageDay => ({
  day,
  physicalBytes,
  logicalBytes,
  repositories: 1,
  manifests: 1,
  tags: 1,
});

describe('the chart of days', () => {
  it('has each day at its place, today at the right edge, and nothing below 0 or above the top', () => {
    const chart = dayChart(
      [dayOf(101, 0, 10 * mib), dayOf(105, 5 * mib, 15 * mib), dayOf(110, 2, 20 * mib)],
      110,
      10,
    );
    expect(chart.topBytes).toBe(20 * mib);
    expect(chart.marks.map(({ x }) => Math.round(x))).toEqual([0, 44, 100]);
    expect(chart.marks.map(({ logicalY }) => logicalY)).toEqual([50, 25, 0]);
    expect(chart.marks[0]?.physicalY).toBe(100);
    expect(chart.physical).toBe('M0 100L44.44 75L100 100');
  });

  it.each([
    [1, 1],
    [3, 5],
    [700, 1024],
    [3 * mib, 5 * mib],
    [mib, mib],
    [1000 * mib, 1024 * mib],
  ])('rounds a greatest size of %i bytes up to %i at its axis', (most, top) => {
    expect(dayChart([dayOf(1, most, most)], 1, 30).topBytes).toBe(top);
  });

  it('leads over days that were not measured, and not beyond the last that was', () => {
    const days = [dayOf(3, 1, 1), dayOf(4, 1, 1), dayOf(9, 1, 1)];
    expect([4, 5, 8].map((to) => measuredDay(days, 9, to))).toEqual([4, 4, 4]);
    expect([3, 5, 9].map((to) => measuredDay(days, 4, to))).toEqual([3, 9, 9]);
    expect(measuredDay(days, 3, 2)).toBe(3);
    expect(measuredDay(days, 9, -20)).toBe(3);
    expect(measuredDay(days, 9, 12)).toBe(9);
  });

  it('is empty without days, and a mark with one', () => {
    expect(dayChart([], 10, 30)).toMatchObject({ marks: [], physical: '', logical: '' });
    expect(dayChart([dayOf(10, 1, 1)], 10, 30).physical).toBe('M100 0');
  });
});

it('a day is written as people and as programs write it', () => {
  expect(dayIso(20_784)).toBe('2026-11-27');
  expect(dayWords(20_784)).toBe('Nov 27, 2026');
});
