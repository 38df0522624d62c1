// The small form of zod: this contract is part of every page's script.
import * as z from 'zod/mini';

/** Problems that a page does something about. */
const problemCodes = [
  'wrong',
  'throttled',
  'busy',
  'session-ended',
  'signed-out',
  'other-site',
  'forbidden',
  'password',
  /** What a change would do takes too long to find out. */
  'not-simulated',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

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
