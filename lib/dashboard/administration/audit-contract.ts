import * as z from 'zod/mini';

const filterText = z.optional(z.string().check(z.maxLength(256)));

/** Which records are asked for; what is absent matches all. */
export const auditFilter = z.object({
  actor: filterText,
  /** A whole action, or its first part: `tag` is `tag.delete`, `tag.rollback` and so on. */
  action: filterText,
  repository: filterText,
  /** `ok`, or the code of an error. */
  result: filterText,
  /** A date, a time, or a span before now as `24h`. */
  since: filterText,
  until: filterText,
});

/** Query of `GET /api/v1/audit`. */
export const auditQuery = z.extend(auditFilter, {
  /** The `next` of the page before. */
  after: z.optional(z.string().check(z.regex(/^\d{1,16}:\d{1,16}$/))),
});

const auditRecord = z.object({
  atMs: z.number(),
  actor: z.string(),
  address: z.nullable(z.string()),
  client: z.nullable(z.string()),
  action: z.string(),
  repository: z.nullable(z.string()),
  reference: z.nullable(z.string()),
  digest: z.nullable(z.string()),
  result: z.string(),
  requestId: z.nullable(z.string()),
  detail: z.nullable(z.record(z.string(), z.unknown())),
});

/** Answer of `GET /api/v1/audit`: the newest record first. */
export const auditPage = z.object({
  nowMs: z.number(),
  /** How long records are kept, in milliseconds. */
  keptMs: z.number(),
  records: z.array(auditRecord),
  /** What to send as `after` for the page that follows; null on the last page. */
  next: z.nullable(z.string()),
  /** Where not all records could be looked at: back to when that was done; `next` goes on from there. */
  lookedBackToMs: z.nullable(z.number()),
  /** Every action that there is. */
  actions: z.array(z.string()),
});

export type AuditQuery = z.output<typeof auditQuery>;
export type AuditPage = z.output<typeof auditPage>;
export type ShownRecord = AuditPage['records'][number];
