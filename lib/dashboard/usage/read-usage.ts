import { dayOf } from '@/lib/storage/figures/days';
import type { RepositoryDay } from '@/lib/storage/figures/repository-days';
import { blobsOf, keptContent, manifestBytesOf } from '@/lib/storage/listing/kept-content';
import type { RepositoryScope } from '../repository-scope';
import type { RepositoryUsage, UsageDay, UsageQuery } from './usage-contracts';

const sharersMax = 20;
const recentDays = 30;

/**
 * What a repository holds now, counted from the index, and what it was day by day. Of other repositories only those count
 * that whoever asks may pull from: what others share with it, nobody learns here.
 * @returns undefined when there is no such repository
 */
export async function readUsage(
  { storage, repository, sees }: RepositoryScope,
  { days }: UsageQuery,
): Promise<RepositoryUsage | undefined> {
  const page = await storage.tagPage(repository, { order: 'pushed', descending: true, limit: 1 });
  if (!page) return undefined;
  const { database } = storage.parts;
  const kept = await keptContent(database, repository, await blobsOf(database, repository), { sees });
  const uniqueBytes = manifestBytesOf(database, repository) + kept.freedBytes;
  const bytes = uniqueBytes + kept.keptBytes;
  const figure = (await storage.figures.of([repository])).get(repository);
  const today = dayOf(Date.now());
  const first = today - Math.max(Number(days), recentDays);
  const known = storage.figures.days.of([repository], first).get(repository) ?? [];
  const pulls = figure?.pulls ?? 0;
  const all = everyDay(known, { day: today, bytes, pulls }, first);
  const before = known.findLast(({ day }) => day <= today - recentDays);
  const [newest] = page.rows;
  const sharers = [...kept.keepers].map(([name, shared]) => ({ repository: name, bytes: shared }));
  sharers.sort((one, other) => other.bytes - one.bytes || (one.repository < other.repository ? -1 : 1));
  return {
    repository,
    nowMs: Date.now(),
    tags: page.total,
    manifests: storage.tagTable.manifestCount(repository),
    bytes,
    uniqueBytes,
    sharedBytes: kept.keptBytes,
    sharers: sharers.slice(0, sharersMax),
    sharerCount: sharers.length,
    exact: kept.areAllKeepers,
    pushedAtMs: newest?.pushedAtMs ?? null,
    pushedBy: (newest && storage.tagTable.pushersOf(repository, [newest.name]).get(newest.name)) ?? null,
    pulls,
    recentPulls: before ? Math.max(pulls - before.pulls, 0) : null,
    pulledAtMs: figure?.pulledAtMs ?? null,
    today,
    days: all.filter(({ day }) => day > today - Number(days)),
  };
}

/** A day on which nothing changed was as the one before it. */
function everyDay(known: readonly RepositoryDay[], now: RepositoryDay, first: number): UsageDay[] {
  const days: UsageDay[] = [];
  const told = [...known.filter(({ day }) => day < now.day), now];
  let was: RepositoryDay | undefined;
  for (const [at, one] of told.entries()) {
    const until = told[at + 1]?.day ?? one.day + 1;
    days.push({ day: one.day, bytes: one.bytes, pulls: was ? Math.max(one.pulls - was.pulls, 0) : null });
    for (let day = Math.max(one.day + 1, first); day < until; day++)
      days.push({ day, bytes: one.bytes, pulls: 0 });
    was = one;
  }
  return days;
}
