import { expect, test } from 'vitest';
import { restartPauseMs } from './worker-pool';

test('the pause before the next worker grows with every death, up to half a minute', () => {
  expect([1, 2, 3, 4].map(restartPauseMs)).toEqual([250, 500, 1_000, 2_000]);
  expect([8, 9, 1_000].map(restartPauseMs)).toEqual([30_000, 30_000, 30_000]);
});
