import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Rate } from './rate';

afterEach(() => {
  vi.useRealTimers();
});

describe('Rate', () => {
  test('lets pass so many in a minute, tells the others when to come again, and then lets them pass', async () => {
    vi.useFakeTimers();
    const rate = new Rate(3);
    for (let at = 0; at < 3; at++) expect(await rate.count('a')).toBeUndefined();
    vi.advanceTimersByTime(20_000);
    expect(await rate.count('a')).toEqual({ retryAfterS: 40, perMinuteMax: 3, refusals: 1 });
    expect(await rate.count('a')).toEqual({ retryAfterS: 40, perMinuteMax: 3, refusals: 2 });
    expect(await rate.count('b')).toBeUndefined();
    vi.advanceTimersByTime(40_000);
    expect(await rate.count('a')).toBeUndefined();
  });

  test('counts each client apart, whatever the others ask for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 }),
        async (perMinuteMax, clients) => {
          const rate = new Rate(perMinuteMax);
          const seen = new Map<string, number>();
          for (const client of clients) {
            const count = (seen.get(client) ?? 0) + 1;
            seen.set(client, count);
            const exceeded = await rate.count(client);
            expect(exceeded?.refusals ?? 0).toBe(Math.max(count - perMinuteMax, 0));
          }
        },
      ),
    );
  });

  test('remembers no more than so many clients, however many come', async () => {
    const rate = new Rate(1);
    for (let at = 0; at < 1_000_000; at++) await rate.count(`address ${at}`);
    expect(rate.clients).toBe(100_000);
    // The last ones are still held off.
    expect(await rate.count('address 999999')).toMatchObject({ refusals: 1 });
  }, 300_000);
});
