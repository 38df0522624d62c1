import { afterEach, expect, it, vi } from 'vitest';
import { dayOf } from '@/lib/storage/figures/days';
import { registryDays } from '@/lib/storage/figures/registry-days';
import { openStorage, pushImage, repositoryOf, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { UsageCache } from './usage-cache';

afterEach(() => vi.useRealTimers());

it('the registry is measured once a day when nobody asks, and not while the server begins', async () => {
  const { storage } = await openStorage(await temporaryFolder());
  await pushImage(storage, repositoryOf('team/app'), 'one', '1.0');
  vi.useFakeTimers({ toFake: ['Date'] });
  const failures: unknown[] = [];
  const usage = new UsageCache(storage.parts, { graceMs: 0 }, new AbortController().signal, (error) =>
    failures.push(error),
  );
  const days = () => registryDays(storage.parts.database, 0);
  await usage.keepDays();
  expect(days()).toEqual([]);
  vi.setSystemTime(Date.now() + 60_000);
  await usage.keepDays();
  await usage.idle();
  const [first] = days();
  expect(first).toMatchObject({ day: dayOf(Date.now()), repositories: 1, manifests: 1, tags: 1 });
  expect(first?.physicalBytes).toBe(first?.logicalBytes);
  // What is measured for somebody later on the day is what the day was.
  await pushImage(storage, repositoryOf('team/other'), 'one', '1.0');
  vi.setSystemTime(Date.now() + 60_000);
  await usage.keepDays();
  expect(days()).toEqual([first]);
  await usage.get();
  await usage.idle();
  expect(days()).toMatchObject([{ repositories: 2 }]);
  expect(failures).toEqual([]);
});
