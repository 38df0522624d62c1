import * as z from 'zod/mini';
import type { ProblemCode } from './problem';
import type { ApiProblem } from './problem-contract';

// The small form brings no messages of its own.
z.config(z.locales.en());

/** A refusal that the person at the screen can act on. */
export class DashboardProblem extends Error {
  override readonly name = 'DashboardProblem';
  readonly code: ProblemCode | undefined;
  readonly retryAfterS: number | undefined;

  /**
   * @param status of the answer, 4xx
   * @param more.code for pages that do something about it
   */
  constructor(
    readonly status: number,
    message: string,
    more: { code?: ProblemCode; retryAfterS?: number } = {},
  ) {
    super(message);
    this.code = more.code;
    this.retryAfterS = more.retryAfterS;
  }
}

/** Where failures are told, as a pino log takes them. */
export interface FailureLog {
  error(fields: { err: unknown; requestId: string }, message: string): void;
}

/**
 * What is answered when something was thrown. A `DashboardProblem` and input that does not parse become 4xx, anything
 * else a 500 that names nothing but the request id, under which the log has the cause.
 */
export function problemOf(
  error: unknown,
  requestId: string,
  log: FailureLog,
): { status: number; body: ApiProblem } {
  if (error instanceof DashboardProblem) {
    const { status, message, code, retryAfterS } = error;
    return { status, body: { error: { message, requestId, code, retryAfterS } } };
  }
  if (error instanceof z.core.$ZodError)
    return { status: 400, body: { error: { message: z.prettifyError(error), requestId } } };
  log.error({ err: error, requestId }, 'the dashboard could not be answered');
  const message = 'The registry could not read its content; its log has the cause.';
  return { status: 500, body: { error: { message, requestId } } };
}
