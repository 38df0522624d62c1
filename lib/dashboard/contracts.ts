// The small form of zod: these contracts are part of every page's script.
import * as z from 'zod/mini';

/** The longest text that the search takes; no repository name is longer. */
export const searchLengthMax = 255;

const cursor = z.string().check(z.minLength(1), z.maxLength(searchLengthMax));

/** Query of `GET /api/v1/repositories`. */
export const repositoryQuery = z.object({
  /** Only repositories whose name contains this text. */
  q: z._default(z.string().check(z.maxLength(searchLengthMax)), ''),
  /** The name that the page before ended with; absent on the first page. */
  last: z.optional(cursor),
});

const taggedManifest = z.object({ name: z.string(), digest: z.string() });

const repositorySummary = z.object({
  name: z.string(),
  /** A few tags to recognise the repository by, the most telling first. */
  tags: z.array(taggedManifest),
  tagCount: z.object({
    value: z.int().check(z.nonnegative()),
    /** `false` when there are more than `value`. */
    exact: z.boolean(),
  }),
});

/** Answer of `GET /api/v1/repositories`. */
export const repositoryPage = z.object({
  repositories: z.array(repositorySummary),
  /** What to send as `last` for the page that follows; `null` on the last page. */
  next: z.nullable(z.string()),
});

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

export type RepositoryQuery = z.output<typeof repositoryQuery>;
export type RepositorySummary = z.output<typeof repositorySummary>;
export type RepositoryPage = z.output<typeof repositoryPage>;
export type ApiProblem = z.output<typeof apiProblem>;
