import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Origin } from '../origin';

/** A tag that was made (no `from`), moved, or removed (no `to`); or pushed again (both are the same). */
export interface TagMove {
  tag: Tag;
  from?: Digest;
  to?: Digest;
}

/** Journals moves of tags, inside the transaction that records them. A tag that was pushed again did not move. */
export function recordTagEvents(
  database: Database,
  repository: RepositoryName,
  origin: Origin,
  changes: readonly TagMove[],
): void {
  const moves = changes.filter(({ from, to }) => from !== to);
  for (let at = 0; at < moves.length; at += 100) {
    const rows = moves.slice(at, at + 100).map(({ tag, from, to }) => ({
      repository,
      tag,
      from_digest: from ?? null,
      to_digest: to ?? null,
      at_ms: Date.now(),
      cause: origin.cause,
      actor: origin.actor,
      address: origin.address ?? null,
      client: origin.client ?? null,
    }));
    database.run(database.query.insertInto('tag_event').values(rows));
  }
}
