import * as z from 'zod/mini';

export const jobKind = z.enum([
  'plan',
  'collection',
  'check',
  'repair',
  'scrub',
  'retention',
  'backup',
  'tag-deletion',
  'retention-plan',
]);

const jobSummary = z.object({
  id: z.number(),
  kind: jobKind,
  /** What began it. */
  cause: z.enum(['schedule', 'command line', 'dashboard', 'start']),
  /** Who asked for it; null where nobody did, or where that was not written down yet. */
  actor: z.nullable(z.string()),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  startedAtMs: z.number(),
  endedAtMs: z.nullable(z.number()),
  /** How far it has come, or what came out, in a sentence. */
  words: z.string(),
  /** How far it has come, from 0 to 1; null where nobody knows how much there is. */
  fraction: z.nullable(z.number()),
  /** Whether what came out needs somebody: findings, corrupt files. */
  needsCare: z.boolean(),
});

/** Answer of `GET /api/v1/jobs`: the newest run first. */
export const jobList = z.object({
  /** The server's clock. */
  nowMs: z.number(),
  jobs: z.array(jobSummary),
  /** What to send as `before` for those that began earlier; null when there are none. */
  next: z.nullable(z.number()),
});

/** One thing that a collection takes. */
const garbage = z.object({
  kind: z.string(),
  repository: z.nullable(z.string()),
  /** A digest, or the name of an upload session. */
  name: z.string(),
  bytes: z.number(),
  reason: z.string(),
  /** Repositories that keep the bytes when it goes. */
  sharedWith: z.array(z.string()),
  /** When it may go; null when that is now. */
  dueAtMs: z.nullable(z.number()),
});

/** One thing that is not as it should be. */
const finding = z.object({
  kind: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  place: z.string(),
  /** What of a repository it is about, where it is. */
  repository: z.nullable(z.string()),
  tag: z.nullable(z.string()),
  consequence: z.string(),
  repair: z.string(),
});

const amount = z.object({ count: z.number(), bytes: z.number() });

/** What a collection takes, or took. */
const collectionTotals = z.object({
  blobs: amount,
  manifests: amount,
  uploads: amount,
  poolEntries: amount,
  waiting: amount,
  freeBytes: z.number(),
  sharedBytes: z.number(),
});

/** Answer of `GET /api/v1/jobs/{job}`. */
export const jobDetail = z.object({
  nowMs: z.number(),
  job: jobSummary,
  /** Of a plan or a collection that is done. */
  totals: z.nullable(collectionTotals),
  /** Of a plan: what would go. */
  garbage: z.array(garbage),
  garbageOmitted: z.number(),
  /** Of a plan: the first of what goes when its time has come. */
  waiting: z.array(garbage),
  /** Of a check. */
  findings: z.array(finding),
  findingsTotal: z.number(),
  /** Of a scrub. */
  corrupt: z.array(z.object({ digest: z.string(), path: z.string(), healedFrom: z.nullable(z.string()) })),
  unreadable: z.array(z.string()),
  /** Of a backup that is done. */
  backup: z.nullable(
    z.object({
      /** Its folder. */
      place: z.string(),
      /** Whether its files are hard links to those of the registry, or copies. */
      mode: z.enum(['link', 'copy']),
      bytes: z.number(),
      /** The first of what is broken in the registry, and is not in it. */
      leftOut: z.array(z.object({ repository: z.string(), reference: z.string(), reason: z.string() })),
      leftOutOmitted: z.number(),
    }),
  ),
  /** Of a plan of retention that is done: its tags are at `GET …/tags`. */
  retention: z.nullable(
    z.object({
      tags: z.number(),
      repositories: z.number(),
      /** How many would go. */
      removed: z.number(),
      /** Manifests that no tag reaches any more then. */
      manifests: z.number(),
      /** What comes free when they are collected, at least; and what of them something else needs. */
      freedBytes: z.number(),
      keptBytes: z.number(),
      /** The run that has taken it; null while none has. */
      runBy: z.nullable(z.number()),
      /** Whether the server applies the policies by itself: `retention.enabled`. */
      isApplied: z.boolean(),
    }),
  ),
  /** Of a run of retention by hand: its plan. */
  plan: z.nullable(z.number()),
});

/** Query of `GET /api/v1/jobs/{job}/tags`. */
export const plannedTagsQuery = z.object({
  /** The tag that the page before ended with, as `repository:tag`; absent on the first page. */
  after: z.optional(z.string().check(z.maxLength(400))),
});

/** Answer of `GET /api/v1/jobs/{job}/tags`: tags that a plan of retention lists, in ASCII order. */
export const plannedTags = z.object({
  tags: z.array(
    z.object({
      repository: z.string(),
      tag: z.string(),
      digest: z.string(),
      /** What a pull of it takes at most. */
      bytes: z.number(),
      /** A sentence without its full stop. */
      reason: z.string(),
      policy: z.string(),
    }),
  ),
  /** How many there are in all. */
  total: z.number(),
  /** What to send as `after` for the page that follows; null on the last page. */
  next: z.nullable(z.string()),
});

/** Body of `POST /api/v1/jobs`: what is to be run. */
export const newJobBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan') }),
  /** Takes what a plan showed, by its number. */
  z.object({ kind: z.literal('collection'), plan: z.int() }),
  z.object({ kind: z.literal('check'), deep: z.boolean() }),
  z.object({ kind: z.literal('scrub'), all: z.boolean() }),
  /** Lists what a run of retention would remove. */
  z.object({ kind: z.literal('retention-plan') }),
  /** Removes what such a plan lists, by its number. */
  z.object({ kind: z.literal('retention'), plan: z.int() }),
  /** Goes to `backup.folder`. */
  z.object({ kind: z.literal('backup') }),
]);

/** Answer of `POST /api/v1/jobs`: the number of the run. */
export const begunJob = z.object({ id: z.number() });

export type JobSummary = z.output<typeof jobSummary>;
export type JobDetail = z.output<typeof jobDetail>;
export type PlannedTags = z.output<typeof plannedTags>;
export type NewJobBody = z.output<typeof newJobBody>;
