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
