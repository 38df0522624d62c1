import type { Generated } from 'kysely';

/* What happened, and what maintenance knows. */

/** That a tag was made (`from_digest` null), moved, or removed (`to_digest` null). */
export interface TagEventTable {
  id: Generated<number>;
  repository: string;
  tag: string;
  from_digest: string | null;
  to_digest: string | null;
  at_ms: number;
  /** Why: `push`, `delete`, `found on disk`, … */
  cause: string;
  actor: string;
  address: string | null;
  client: string | null;
}

/** A list of tags that somebody was shown before they go. */
export interface TagPlanTable {
  id: Generated<number>;
  repository: string;
  /** Who was shown it. */
  actor: string;
  made_at_ms: number;
  /** How many there were. */
  tags: number;
  /** The run that removes them; null when none was asked for. */
  job: number | null;
  /** How many it went through, removed, and left. */
  done: Generated<number>;
  deleted: Generated<number>;
  kept_count: Generated<number>;
  /** JSON: the first that it left, and why. */
  kept: Generated<string>;
}

/** A tag of such a list, as it was then, that was not yet gone through. */
export interface PlannedTagTable {
  plan: number;
  name: string;
  digest: string;
  pushed_at_ms: number;
}

/** How often a manifest was pulled by a tag or by a digest (`reference`). */
export interface PullTable {
  repository: string;
  reference: string;
  count: number;
  last_at_ms: number;
}

/** That collection found all garbage of a repository whose folders had these modification times. */
export interface CollectedTable {
  repository: string;
  manifests_at_ms: number;
  blobs_at_ms: number;
  /** When something that was spared, because it was young, falls due; null when nothing was. */
  again_at_ms: number | null;
}

/** One thing in the store as a plan of a collection found it: see `lib/storage/listing/inventory.ts`. */
export interface InventoryItemTable {
  /** The number of the plan's run. */
  plan: number;
  /** Of an upload its name. */
  digest: string;
  /** `''` of a blob, of a manifest its repository; `#quarantine` and `#upload`. */
  place: string;
  kind: 'layer' | 'config' | 'manifest' | 'index' | 'upload' | 'unknown';
  bytes: number;
  /** Repositories that hold it. */
  holders: number;
  reason: string;
  /** When it goes at the earliest; 0 where no time says that. */
  due_at_ms: number;
  /** Links of it that go now, those that go later, and those whose going frees its bytes. */
  going: number;
  waiting: number;
  freed: number;
  free_bytes: number;
}

/** When the bytes of a file were last compared with its digest. */
export interface VerifiedTable {
  digest: string;
  inode: number;
  at_ms: number;
}

/** One run of a job of maintenance. */
export interface JobRunTable {
  id: Generated<number>;
  kind: string;
  /** What began it: `schedule`, `command line`, … */
  cause: string;
  /** Who asked for it, where somebody did. */
  actor: string | null;
  /** The process that runs it, by its name in `temp/processes`. */
  process: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  started_at_ms: number;
  ended_at_ms: number | null;
  /** JSON. */
  progress: string | null;
  /** JSON; the message of the error, when it failed. */
  result: string | null;
}

/** Who did what to what: see `lib/observability/audit/audit-record.ts`. */
export interface AuditTable {
  id: Generated<number>;
  at_ms: number;
  actor: string;
  address: string | null;
  client: string | null;
  action: string;
  repository: string | null;
  reference: string | null;
  digest: string | null;
  result: string;
  request_id: string | null;
  /** JSON. */
  detail: string | null;
}

/** Single facts, such as where a scrub goes on. */
export interface NoteTable {
  key: string;
  value: string;
}

/** A retention policy that was made in the dashboard. */
export interface RetentionPolicyTable {
  id: Generated<number>;
  /** JSON: the settings, as an entry of `retention.policies` has them. */
  settings: string;
  enabled: number;
  /** Grows with each change. */
  revision: Generated<number>;
  created_at_ms: number;
  created_by: string;
  changed_at_ms: number;
  changed_by: string;
}

/** What a run of retention would remove, as a plan found it. */
export interface RetentionPlanTable {
  /** The number of the plan's run. */
  run: number;
  /** The time by which it was decided. */
  now_ms: number;
  /** Stands for the policies that decided. */
  policies: string;
  /** Stands for the tags that would go; null until the plan is whole. */
  state: string | null;
  /** How many there are. */
  tags: Generated<number>;
  /** The run that removes them; null when none was asked for. */
  job: number | null;
}

/** A tag of such a plan, as it was then. */
export interface RetentionPlanTagTable {
  plan: number;
  repository: string;
  name: string;
  digest: string;
  pushed_at_ms: number;
  /** What a pull of it takes at most. */
  bytes: number;
  reason: string;
  policy: string;
}
