import * as z from 'zod/mini';

const limit = z.nullable(z.int().check(z.nonnegative()));

const quota = z.object({
  namespace: z.string(),
  /** What it may hold at most; null for no limit. */
  bytes: limit,
  repositories: limit,
  usedBytes: z.int(),
  usedRepositories: z.int(),
  /** False while what was there before is still being counted: then it holds more. */
  isCounted: z.boolean(),
  /** Where it is set, in words. */
  setting: z.string(),
  /** Whether it is kept in the database, and can be removed here; others stand in the configuration. */
  isStored: z.boolean(),
});

/** Answer of `GET /api/v1/access/quotas`. */
export const quotaList = z.object({
  /** Namespaces with a quota that hold something or are named by one: the nearest to their limits come first. */
  quotas: z.array(quota),
  /** How many more there are. */
  more: z.int(),
  /** Namespaces that have no limit, whatever the configuration says. */
  exempt: z.array(z.string()),
});

/** Body of `PUT /api/v1/access/quotas/{namespace}`: null is no limit. */
export const quotaBody = z.object({ bytes: limit, repositories: limit });

export type QuotaList = z.output<typeof quotaList>;
export type ShownQuota = QuotaList['quotas'][number];
export type QuotaBody = z.output<typeof quotaBody>;
