import { expect, test, vi } from 'vitest';
import { startApiServer } from './dashboard/testing/api-server';
import { Observation } from './observation';
import { warmUp } from './warm-up';

test('a server looks at its health once by itself, after it has begun', async () => {
  const health = vi.spyOn(Observation.prototype, 'health');
  const api = await startApiServer();
  await expect.poll(() => health.mock.calls.length, { timeout: 10_000 }).toBe(1);
  await expect(health.mock.results[0]?.value).resolves.toMatchObject({ status: expect.any(String) });
  await api.close();
  health.mockRestore();
});

test('one that ends first does not look any more, and one that can not look goes on', async () => {
  const warm = vi.fn(async () => {
    throw new Error('the disk does not answer');
  });
  const ending = new AbortController();
  ending.abort();
  await warmUp({ warm }, ending.signal, 0);
  expect(warm).not.toHaveBeenCalled();
  await expect(warmUp({ warm }, new AbortController().signal, 0)).resolves.toBeUndefined();
  expect(warm).toHaveBeenCalledOnce();
});
