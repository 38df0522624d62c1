import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { faultOf, pushBlob, pushImage, repositoryOf } from '../testing/open-storage';
import type { QuotaUsage } from './quotas';
import { app, digestOf, held, kilobyte, openWithQuotas, other } from './testing/open-with-quotas';

const { signal } = new AbortController();

/** Pretends that so much time has passed. */
function later<T>(ms: number, task: () => Promise<T>): Promise<T> {
  const [now, date] = [performance.now() + ms, Date.now() + ms];
  const clocks = [
    vi.spyOn(performance, 'now').mockReturnValue(now),
    vi.spyOn(Date, 'now').mockReturnValue(date),
  ];
  return task().finally(() => {
    for (const clock of clocks) clock.mockRestore();
  });
}

describe('what quotas count', () => {
  const quotas = [{ namespaces: ['team'], bytes: 1500 }];

  it('is found out again before a push is refused: what was removed by hand stands in nobody\u2019s way', async () => {
    const { storage, root } = await openWithQuotas(quotas);
    await pushImage(storage, app, kilobyte('image'), 'latest').catch(() => undefined);
    await pushBlob(storage, other, 'x'.repeat(400));
    await fs.rm(path.join(root, 'repositories/team/app'), { recursive: true });
    await later(60_000, () => pushBlob(storage, other, 'y'.repeat(1000)));
    expect(held(storage)).toEqual([1400, 1]);
    // The next look is at most ten seconds away.
    await fs.rm(path.join(root, 'repositories/team/other'), { recursive: true });
    await later(200_000, () => pushBlob(storage, other, 'z'.repeat(1400)));
    expect(held(storage)).toEqual([1400, 1]);
  });

  it('forgets a push that a crash ended before its content had its name', async () => {
    const { storage } = await openWithQuotas(quotas);
    storage.quotas.claim(app, [{ digest: digestOf('x'), size: 1500 }], 'limit');
    expect(await faultOf(pushBlob(storage, other, 'blob'))).toBe('QUOTA_EXCEEDED');
    // It might have been a push that goes on; a minute later it was not.
    await later(60_000, () => pushBlob(storage, other, 'blob'));
    expect(held(storage)).toEqual([4, 1]);
  });

  it('includes what was there before the quota, in all namespaces, once the upkeep has run', async () => {
    const { storage: before, root, close } = await openWithQuotas([]);
    const { size } = await pushImage(before, app, 'image', 'latest');
    await pushImage(before, repositoryOf('team/sub/app'), 'image', 'latest');
    await close();
    const { storage } = await openWithQuotas(
      [{ namespaces: ['team', 'team/sub'], bytes: 600 }, ...quotas],
      root,
    );
    // The first push makes known that there is more to count.
    await pushBlob(storage, other, 'blob').catch(() => undefined);
    expect(storage.quotas.counts.of('team').counted).toBe(false);
    await storage.quotas.keep(signal);
    const image = size + '{"config":"image"}layer of image'.length;
    expect(storage.quotas.counts.of('team')).toEqual({
      bytes: 2 * image + 4,
      repositories: 3,
      counted: true,
    });
    expect(held(storage, 'team/sub')).toEqual([image, 1]);
    expect(await faultOf(pushBlob(storage, other, 'another blob'))).toBe('QUOTA_EXCEEDED');
  });

  it('is forgotten an hour after the quota has gone, and not earlier: another process may still have it', async () => {
    const { storage } = await openWithQuotas([]);
    storage.quotas.rules.set('team', { bytes: 1500 }, 'test');
    await pushImage(storage, app, 'image', 'latest');
    storage.quotas.rules.remove('team');
    await storage.quotas.keep(signal);
    expect(held(storage)[1]).toBe(1);
    await later(3_700_000, () => storage.quotas.keep(signal));
    const { database } = storage.parts;
    for (const table of ['quota_namespace', 'quota_repository', 'quota_member', 'quota_arrival'] as const) {
      expect(database.all(database.query.selectFrom(table).selectAll())).toEqual([]);
    }
  });

  it('is listed for every namespace with a quota, also for one that is named and holds nothing', async () => {
    const { storage } = await openWithQuotas([
      { namespaces: ['empty', 'team'], bytes: 1500 },
      { namespaces: ['*'], repositories: 7 },
    ]);
    await pushBlob(storage, app, 'blob');
    await pushBlob(storage, repositoryOf('third/app'), 'blob');
    const usage: QuotaUsage[] = [];
    for await (const one of storage.quotas.usage()) usage.push(one);
    expect(usage.sort((a, b) => (a.namespace < b.namespace ? -1 : 1))).toMatchObject([
      { namespace: 'empty', bytes: 1500, usedBytes: 0, usedRepositories: 0 },
      { namespace: 'team', bytes: 1500, usedBytes: 4, usedRepositories: 1, setting: 'access.quotas[0]' },
      { namespace: 'third', repositories: 7, usedBytes: 4, usedRepositories: 1, setting: 'access.quotas[1]' },
    ]);
  });
});
