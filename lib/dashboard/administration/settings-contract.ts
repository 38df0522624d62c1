import * as z from 'zod/mini';

const setting = z.object({
  /** `storage.maxBlobSize` */
  key: z.string(),
  section: z.string(),
  variable: z.string(),
  description: z.string(),
  /** As it was written; null where nothing is set, and for a secret. */
  value: z.nullable(z.string()),
  isSecret: z.boolean(),
  source: z.enum(['default', 'file', 'environment']),
  /** The variable, or the line of the file. */
  where: z.nullable(z.string()),
});

/** Answer of `GET /api/v1/settings`: the configuration with which the server started. */
export const settingsAnswer = z.object({
  version: z.string(),
  node: z.string(),
  publicOrigin: z.string(),
  settings: z.array(setting),
});

const event = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('fault'),
    check: z.string(),
    code: z.string(),
    title: z.string(),
    detail: z.string(),
    change: z.string(),
  }),
  z.object({
    kind: z.literal('check'),
    check: z.string(),
    title: z.string(),
    outcome: z.enum(['well', 'faults', 'skipped']),
    why: z.optional(z.string()),
  }),
  z.object({ kind: z.literal('left'), path: z.string(), why: z.string() }),
]);

/** Answer of `GET /api/v1/doctor`: the last look at the way to this registry; null before there was one. */
export const doctorAnswer = z.object({
  nowMs: z.number(),
  /** The address that is looked at: that under which whoever asks reaches this server. */
  url: z.string(),
  run: z.nullable(
    z.object({
      url: z.string(),
      by: z.string(),
      startedAtMs: z.number(),
      state: z.enum(['running', 'done', 'failed']),
      /** Why it failed. */
      problem: z.nullable(z.string()),
      events: z.array(event),
    }),
  ),
});

export type ShownSetting = z.output<typeof settingsAnswer>['settings'][number];
export type DoctorAnswer = z.output<typeof doctorAnswer>;
export type DoctorEvent = NonNullable<DoctorAnswer['run']>['events'][number];
