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

/** Why a row of the journal says that a tag points to what it pointed to before: somebody protected it, or no more. */
export const protectionCauses = ['protect', 'unprotect'] as const;

/** Journals that a tag was protected, or is so no more. @param now what it points to; absent for one that is gone */
export function recordProtectionEvent(
  database: Database,
  repository: RepositoryName,
  { cause, ...by }: Omit<Origin, 'cause'> & { cause: (typeof protectionCauses)[number] },
  now: { tag: Tag; digest: Digest | undefined },
): void {
  const row = rowOf(repository, { ...by, cause }, { tag: now.tag, from: now.digest, to: now.digest });
  database.run(database.query.insertInto('tag_event').values(row));
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
    const rows = moves.slice(at, at + 100).map((move) => rowOf(repository, origin, move));
    database.run(database.query.insertInto('tag_event').values(rows));
  }
}

function rowOf(
  repository: RepositoryName,
  { cause, actor, address, client }: Omit<Origin, 'cause'> & { cause: string },
  { tag, from, to }: TagMove,
) {
  return {
    repository,
    tag,
    from_digest: from ?? null,
    to_digest: to ?? null,
    at_ms: Date.now(),
    cause,
    actor,
    address: address ?? null,
    client: client ?? null,
  };
}
