import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowsInSight } from './use-row-window';

it('has every row that is in sight, and few that are not', () => {
  const pixels = fc.integer({ min: -500_000, max: 500_000 });
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), pixels, fc.integer({ min: 100, max: 1_400 }), (count, top, view) => {
      const { from, to } = rowsInSight(count, 40, top, view);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(count);
      const [first, last] = [
        Math.max(Math.ceil(-top / 40), 0),
        Math.min(Math.floor((view - top) / 40), count),
      ];
      if (first < last) expect(from <= first && to >= last).toBe(true);
      expect(to - from).toBeLessThanOrEqual(view / 40 + 26);
    }),
  );
});

it('has nothing of a table that is scrolled past', () => {
  const { from, to } = rowsInSight(100, 40, -50_000, 800);
  expect(to - from).toBeLessThanOrEqual(0);
});
