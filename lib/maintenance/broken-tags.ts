import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Pace } from './pace';

/** Tags that point to a manifest that is not there, as the index has it. */
export interface BrokenTags {
  count: number;
  /** The first of them, as `library/alpine:latest`. */
  examples: string[];
}

const rowsPerQuery = 1_000;
const examplesMax = 20;

/** Counts the tags of the whole registry that point nowhere, in short queries. */
export async function findBrokenTags(database: Database, pace: Pace): Promise<BrokenTags> {
  const found: BrokenTags = { count: 0, examples: [] };
  for (let last = { repository: '', name: '' }; ; ) {
    const rows = database.all(
      database.query
        .selectFrom('tag')
        .leftJoin('manifest', (join) =>
          join
            .onRef('manifest.repository', '=', 'tag.repository')
            .onRef('manifest.digest', '=', 'tag.digest'),
        )
        .select(['tag.repository', 'tag.name', 'manifest.digest as manifest'])
        .where(sql<boolean>`(tag.repository, tag.name) > (${last.repository}, ${last.name})`)
        .orderBy('tag.repository')
        .orderBy('tag.name')
        .limit(rowsPerQuery),
    );
    for (const { repository, name, manifest } of rows) {
      if (manifest !== null) continue;
      found.count += 1;
      if (found.examples.length < examplesMax) found.examples.push(`${repository}:${name}`);
    }
    const end = rows.at(-1);
    if (!end) return found;
    last = end;
    await pace.breathe();
  }
}
