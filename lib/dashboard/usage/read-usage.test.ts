import { describe, expect, it } from 'vitest';
import { dayOf } from '@/lib/storage/figures/days';
import { openStorage, pushImage, repositoryOf, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { ImageSummaries } from '../images/image-summary';
import type { RepositoryScope } from '../repository-scope';
import { readUsage } from './read-usage';
import { repositoryUsage, usageQuery } from './usage-contracts';

const app = repositoryOf('team/app');
const image = (text: string) => `{"config":"${text}"}layer of ${text}`.length;
const query = usageQuery.parse({});

async function open() {
  const { storage } = await openStorage(await temporaryFolder());
  const scope: RepositoryScope = {
    storage,
    summaries: new ImageSummaries(storage),
    repository: app,
    may: () => true,
    sees: () => true,
  };
  return { storage, scope };
}

describe('the usage of a repository', () => {
  it('is what it holds, its own and shared adding up to it, with who shares it', async () => {
    const { storage, scope } = await open();
    const base = await pushImage(storage, app, 'base', 'v1');
    const own = await pushImage(storage, app, 'own', 'v2');
    await pushImage(storage, repositoryOf('team/other'), 'base', 'v1');
    const usage = await readUsage(scope, query);
    expect(repositoryUsage.parse(usage)).toEqual(usage);
    expect(usage).toMatchObject({
      tags: 2,
      manifests: 2,
      uniqueBytes: base.size + own.size + image('own'),
      sharedBytes: image('base'),
      bytes: base.size + own.size + image('own') + image('base'),
      sharers: [{ repository: 'team/other', bytes: image('base') }],
      sharerCount: 1,
      exact: true,
      pushedBy: 'someone',
    });
  });

  it('counts no repository that whoever asks may not pull from, as if it were not there', async () => {
    const { storage, scope } = await open();
    await pushImage(storage, app, 'base', 'v1');
    const alone = await readUsage(scope, query);
    await pushImage(storage, repositoryOf('secret/other'), 'base', 'v1');
    const hidden = await readUsage({ ...scope, sees: (name) => name.startsWith('team/') }, query);
    expect({ ...hidden, nowMs: 0 }).toEqual({ ...alone, nowMs: 0 });
    expect((await readUsage(scope, query))?.sharedBytes).toBe(image('base'));
  });

  it('has every day from the first that is known on, and as many pulls as that day had', async () => {
    const { storage, scope } = await open();
    const today = dayOf(Date.now());
    const { digest } = await pushImage(storage, app, 'one', 'v1');
    const { figures, pulls } = storage;
    await figures.of([app]);
    await figures.days.record(today - 10);
    for (let at = 0; at < 3; at++) pulls.count(app, { kind: 'tag', tag: 'v1' as never }, digest);
    pulls.flush();
    await figures.days.record(today - 4);
    pulls.count(app, { kind: 'tag', tag: 'v1' as never }, digest);
    await pushImage(storage, app, 'two', 'v2');
    const usage = await readUsage(scope, query);
    expect(usage?.days.map(({ day }) => day)).toEqual(Array.from({ length: 11 }, (_, at) => today - 10 + at));
    expect(usage?.days.map(({ pulls: count }) => count)).toEqual([null, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1]);
    expect(usage?.days.at(-1)?.bytes).toBe(usage?.bytes);
    expect(usage?.days[0]?.bytes).toBe(usage?.days.at(-2)?.bytes);
    expect(usage).toMatchObject({ pulls: 4, recentPulls: null });
    await figures.days.record(today - 40);
    expect((await readUsage(scope, query))?.days[0]?.day).toBe(today - 29);
  });

  it('is not there for a repository that holds nothing', async () => {
    expect(await readUsage((await open()).scope, query)).toBeUndefined();
  });
});
