import * as z from 'zod/mini';

/** Query of `GET /api/v1/retention`. */
export const retentionQuery = z.object({
  /** Only this repository, by its whole name. */
  repository: z.optional(z.string().check(z.maxLength(255))),
});

/** What is to become of a tag, and why. */
export const retentionDecision = z.object({
  repository: z.string(),
  tag: z.string(),
  digest: z.string(),
  keep: z.boolean(),
  /** A sentence without its full stop. */
  reason: z.string(),
  /** The policy that decided; null when none did. */
  policy: z.nullable(z.string()),
});

/** Answer of `GET /api/v1/retention`: what the policies would do to the present state. Nothing is changed. */
export const retentionAnswer = z.object({
  /** Whether the server removes what the policies do not keep. */
  enabled: z.boolean(),
  /** How often, in milliseconds; 0 for never by itself. */
  intervalMs: z.number(),
  policies: z.array(
    z.object({
      name: z.string(),
      repositories: z.array(z.string()),
      says: z.array(z.string()),
      /** Where it stands: `retention.policies[0]` of the configuration, or `policy 3` of the database. */
      place: z.string(),
      /** Of one of the database, which can be changed here; null of others. */
      stored: z.nullable(
        z.object({
          number: z.number(),
          isEnabled: z.boolean(),
          /** Its settings as text, as a draft has them. */
          settings: z.record(z.string(), z.string()),
          changedAtMs: z.number(),
          changedBy: z.string(),
        }),
      ),
    }),
  ),
  repositories: z.number(),
  tags: z.number(),
  removed: z.number(),
  /** Whether every tag was looked at: a large registry takes longer than a page waits. */
  isComplete: z.boolean(),
  /** The first of the tags that would go. */
  going: z.array(retentionDecision),
  /** The first of those that stay. */
  staying: z.array(retentionDecision),
});

export type RetentionAnswer = z.output<typeof retentionAnswer>;
export type ShownPolicy = RetentionAnswer['policies'][number];
export type RetentionDecision = RetentionAnswer['going'][number];
