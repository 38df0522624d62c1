import * as z from 'zod/mini';

/* Apart from the events, which the browser reads: what makes numbers of text is no part of its scripts. */

/** Query of `GET /api/v1/events`. */
export const eventsQuery = z.object({
  /** Also what changed in the last so many milliseconds: since the caller looked. */
  lastMs: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(60_000)), 0),
});
