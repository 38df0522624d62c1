import { describe, expect, it } from 'vitest';
import {
  emptyIndex,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '../testing/open-storage';
import { dayOf, daysKept } from './days';
import { claimRegistryDay, recordRegistryDay, registryDays } from './registry-days';

const [one, two] = [repositoryOf('team/one'), repositoryOf('team/two')];
const today = 20_000;
const atMs = (day: number, hour = 12) => (day * 24 + hour) * 3_600_000;

async function open() {
  const { storage } = await openStorage(await temporaryFolder());
  for (const repository of [one, two]) await pushManifest(storage, repository, emptyIndex('x'), 'latest');
  await storage.figures.of([one, two]);
  const set = (repository: string, values: { bytes?: number; pulls?: number }) => {
    const { database } = storage.parts;
    const rows = database.query.updateTable('repository_figure').set(values);
    database.run(rows.where('repository', '=', repository));
  };
  set(one, { bytes: 100, pulls: 1 });
  set(two, { bytes: 7, pulls: 0 });
  return { storage, days: storage.figures.days, set };
}

describe('the days of repositories', () => {
  it('are written where something changed, the last of a day in place of what was before on it', async () => {
    const { days, set } = await open();
    await days.record(today);
    set(one, { bytes: 150 });
    await days.record(today);
    await days.record(today + 1);
    set(one, { pulls: 5 });
    await days.record(today + 3);
    const found = days.of([one, two], today);
    expect(found.get(one)).toEqual([
      { day: today, bytes: 150, pulls: 1 },
      { day: today + 3, bytes: 150, pulls: 5 },
    ]);
    expect(found.get(two)).toEqual([{ day: today, bytes: 7, pulls: 0 }]);
  });

  it('begin with what was when the first of them began, and tell nothing of other repositories', async () => {
    const { days, set } = await open();
    await days.record(today - 50);
    set(one, { bytes: 200 });
    await days.record(today - 40);
    set(one, { bytes: 300 });
    await days.record(today - 2);
    const found = days.of([one], today - 30);
    expect(found.get(one)?.map(({ day }) => day)).toEqual([today - 40, today - 2]);
    expect(found.has(two)).toBe(false);
  });

  it('are not written of what was never counted', async () => {
    const { storage, days } = await open();
    await storage.figures.counter.close();
    const three = repositoryOf('team/three');
    await pushManifest(storage, three, emptyIndex('x'), 'latest');
    await days.record(today);
    expect(days.of([three], today).size).toBe(0);
  });

  it(`are kept for ${daysKept} days, and the last before that as long as nothing came after`, async () => {
    const { days, set } = await open();
    await days.keep(atMs(today));
    set(one, { bytes: 200 });
    await days.keep(atMs(today + 1));
    set(one, { bytes: 300 });
    await days.keep(atMs(today + 10));
    await days.keep(atMs(today + 1 + daysKept));
    const found = days.of([one, two], 0);
    expect(found.get(one)?.map(({ day }) => day)).toEqual([today + 1, today + 10]);
    expect(found.get(two)?.map(({ day }) => day)).toEqual([today]);
  });

  it('are written every ten minutes, by whichever process comes first, and when a day begins', async () => {
    const { days, set } = await open();
    await days.keep(atMs(today, 12));
    set(one, { bytes: 200 });
    await days.keep(atMs(today, 12) + 599_999);
    expect(days.of([one], today).get(one)).toMatchObject([{ bytes: 100 }]);
    await days.keep(atMs(today, 12) + 600_000);
    expect(days.of([one], today).get(one)).toMatchObject([{ bytes: 200 }]);
    await days.keep(atMs(today, 24) - 1);
    set(one, { bytes: 300 });
    await days.keep(atMs(today + 1, 0));
    expect(days.of([one], today).get(one)).toMatchObject([{ bytes: 200 }, { bytes: 300 }]);
  });

  it('go with the repository: one of the same name that comes later has no past', async () => {
    const { storage, days } = await open();
    await days.record(today);
    await storage.deleteRepository(one, someone);
    expect(days.of([one, two], 0).has(one)).toBe(false);
  });
});

describe('the days of the registry', () => {
  const figures = { physicalBytes: 5, logicalBytes: 9, repositories: 2, manifests: 3, tags: 4 };

  it('have the last measurement of each, oldest first, and none that is too old', async () => {
    const { database } = (await open()).storage.parts;
    for (const day of [today - daysKept, today - daysKept + 1, today])
      recordRegistryDay(database, { ...figures, takenAtMs: atMs(day) });
    recordRegistryDay(database, { ...figures, physicalBytes: 6, takenAtMs: atMs(today, 13) });
    expect(registryDays(database, 0)).toEqual([
      { ...figures, day: today - daysKept + 1, takenAtMs: atMs(today - daysKept + 1) },
      { ...figures, day: today, takenAtMs: atMs(today, 13), physicalBytes: 6 },
    ]);
    expect(registryDays(database, today)).toHaveLength(1);
    expect(dayOf(atMs(today, 23.99))).toBe(today);
  });

  it('are measured by one process a day, by another when that one ended', async () => {
    const { database } = (await open()).storage.parts;
    expect(claimRegistryDay(database, atMs(today))).toBe(true);
    expect(claimRegistryDay(database, atMs(today) + 1)).toBe(false);
    expect(claimRegistryDay(database, atMs(today) + 3_600_000)).toBe(true);
    recordRegistryDay(database, { ...figures, takenAtMs: atMs(today, 14) });
    expect(claimRegistryDay(database, atMs(today, 23))).toBe(false);
    expect(claimRegistryDay(database, atMs(today + 1, 1))).toBe(true);
  });
});
