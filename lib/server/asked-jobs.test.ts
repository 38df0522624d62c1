import { expect, test } from 'vitest';
import { AskedJobs } from './asked-jobs';

test('what goes on behind an answer and fails is told of, and keeps nothing waiting', async () => {
  const told: unknown[] = [];
  const asked = new AskedJobs(new AbortController().signal, (kind, error) => told.push([kind, error]));
  const failure = new Error('the disk is full');
  asked.follow('doctor', () => Promise.reject(failure));
  await asked.idle();
  expect(told).toEqual([['doctor', failure]]);
});
