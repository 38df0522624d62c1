import type { Database } from '@/lib/database/database';
import { noteIn, setNote } from '@/lib/database/notes';
import { dayOf, daysKept } from './days';

/** What the registry was on a day, when it was measured last on it. */
export interface RegistryDay {
  /** Days since 1970, UTC. */
  day: number;
  takenAtMs: number;
  physicalBytes: number;
  logicalBytes: number;
  repositories: number;
  manifests: number;
  tags: number;
}

const claimKey = 'figures.measuringSinceMs';
/** When another process may measure the day that one has begun to measure: it may have ended. */
const claimMs = 3_600_000;

/** Writes down what a measurement found, in place of an earlier one of the day, and forgets what is too old. */
export function recordRegistryDay(database: Database, figures: Omit<RegistryDay, 'day'>): void {
  const day = dayOf(figures.takenAtMs);
  const { query } = database;
  database.transaction(() => {
    database.run(
      query.replaceInto('registry_day').values({
        day,
        taken_at_ms: figures.takenAtMs,
        physical_bytes: figures.physicalBytes,
        logical_bytes: figures.logicalBytes,
        repositories: figures.repositories,
        manifests: figures.manifests,
        tags: figures.tags,
      }),
    );
    database.run(query.deleteFrom('registry_day').where('day', '<=', day - daysKept));
  });
}

/** The days from one on that were measured, the oldest first. */
export function registryDays(database: Database, firstDay: number): RegistryDay[] {
  const rows = database.query.selectFrom('registry_day').selectAll().where('day', '>=', firstDay);
  return database.all(rows.orderBy('day')).map((row) => ({
    day: row.day,
    takenAtMs: row.taken_at_ms,
    physicalBytes: row.physical_bytes,
    logicalBytes: row.logical_bytes,
    repositories: row.repositories,
    manifests: row.manifests,
    tags: row.tags,
  }));
}

/**
 * Whether this process is to measure today: nobody has, and nobody has just begun to.
 * @returns true to one process
 */
export function claimRegistryDay(database: Database, nowMs: number): boolean {
  return database.transaction(() => {
    if (registryDays(database, dayOf(nowMs)).length > 0) return false;
    const since = Number(noteIn(database, claimKey) ?? 0);
    if (since <= nowMs && nowMs - since < claimMs) return false;
    setNote(database, claimKey, String(nowMs));
    return true;
  });
}
