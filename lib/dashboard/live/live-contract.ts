// The small form of zod: pages load this contract.
import * as z from 'zod/mini';

const liveUpload = z.object({
  repository: z.string(),
  /** Uploads that go on. */
  count: z.int(),
  /** What has come of them, and how fast it comes. */
  bytes: z.number(),
  bytesPerSecond: z.number(),
});

/**
 * The data of a message of `GET /api/v1/events`: a hint that something is not what it was. What it is now, the routes
 * of these things tell.
 */
export const liveEvent = z.discriminatedUnion('topic', [
  /** Tags of a repository were made, moved or removed. */
  z.object({ topic: z.literal('repository'), repository: z.string() }),
  /** A run of maintenance began, came further or ended. For administrators and auditors. */
  z.object({ topic: z.literal('jobs') }),
  /** All uploads that go on, of every process. */
  z.object({ topic: z.literal('uploads'), uploads: z.array(liveUpload) }),
  /** More than can be told one by one. */
  z.object({ topic: z.literal('everything') }),
]);

export type LiveEvent = z.output<typeof liveEvent>;
export type LiveUpload = z.output<typeof liveUpload>;
