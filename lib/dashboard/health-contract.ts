import * as z from 'zod/mini';

const status = z.enum(['ok', 'warning', 'failing']);

const healthCheck = z.object({
  /** As `disk-space`: names are added, never changed. */
  name: z.string(),
  status,
  /** What was found, for a person. */
  detail: z.string(),
  /** What a person should do about it; null when all is well. */
  whatToDo: z.nullable(z.string()),
  /** The numbers behind it: sizes in bytes, times in milliseconds. */
  data: z.record(z.string(), z.unknown()),
});

/** Answer of `GET /api/v1/health`. */
export const healthReport = z.object({
  /** The worst of the checks. */
  status,
  atMs: z.number(),
  checks: z.array(healthCheck),
});

const routeFigures = z.object({
  /** The template of the endpoint. */
  route: z.string(),
  method: z.string(),
  requests: z.number(),
  clientErrors: z.number(),
  serverErrors: z.number(),
  /** How long half of them, and 95 of 100, took at most. */
  medianMs: z.number(),
  slowMs: z.number(),
});

/** Answer of `GET /api/v1/activity`: what the server does, counted since it started. */
export const activity = z.object({
  atMs: z.number(),
  uptimeMs: z.number(),
  routes: z.array(routeFigures),
  errors: z.array(z.object({ code: z.string(), count: z.number() })),
  receivedBytes: z.number(),
  sentBytes: z.number(),
  uploads: z.array(
    z.object({
      id: z.string(),
      repository: z.string(),
      startedAtMs: z.number(),
      activeAtMs: z.number(),
      bytes: z.number(),
    }),
  ),
});

export type HealthReport = z.output<typeof healthReport>;
export type HealthCheck = HealthReport['checks'][number];
export type Activity = z.output<typeof activity>;
