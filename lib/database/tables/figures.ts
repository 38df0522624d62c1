import type { Generated } from 'kysely';

/* Figures of repositories and of the registry. */

/** The figures of a repository that is listed: see `figure-schema.ts`. */
export interface RepositoryFigureTable {
  repository: string;
  /** Goes up with each change of its tags and manifests, by a trigger. */
  changes: Generated<number>;
  /** What `changes` was when it was counted; null when it never was. What it was counted to be is exact while both are equal. */
  counted: number | null;
  counted_at_ms: number | null;
  /** How long that took. */
  cost_ms: Generated<number>;
  tags: number | null;
  manifests: number | null;
  /** Of its manifests and the blobs that they name, each once. */
  bytes: number | null;
  /** The tag that was pushed last, what it points to, and what that is; without tags, what one of its manifests is. */
  newest_tag: string | null;
  newest_digest: string | null;
  media_type: string | null;
  artifact_type: string | null;
  pushed_at_ms: number | null;
  pushed_by: string | null;
  /** Of all its manifests, also of those that are gone; exact, by a trigger. */
  pulls: Generated<number>;
  pulled_at_ms: number | null;
}

/** What a repository was on a day at whose end something was not as on the day before. */
export interface RepositoryDayTable {
  repository: string;
  /** Days since 1970, UTC. */
  day: number;
  bytes: number;
  /** Up to then. */
  pulls: number;
}

/** What the registry was on a day, when it was measured last on it. */
export interface RegistryDayTable {
  /** Days since 1970, UTC. */
  day: number;
  taken_at_ms: number;
  physical_bytes: number;
  logical_bytes: number;
  repositories: number;
  manifests: number;
  tags: number;
}
