import * as z from 'zod/mini';
import { problemCodes } from './problem';

/** Body of every answer that is not a success. */
export const apiProblem = z.object({
  error: z.object({
    /** What happened and what to do, for the person at the screen. */
    message: z.string(),
    /** Names the line in the server's log. */
    requestId: z.string(),
    code: z.optional(z.enum(problemCodes)),
    /** When to try again, in seconds from now. */
    retryAfterS: z.optional(z.number()),
  }),
});

export type ApiProblem = z.output<typeof apiProblem>;
