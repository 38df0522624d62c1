import * as z from 'zod/mini';
import type { ApiProblem } from './contracts';

// The small form brings no messages of its own.
z.config(z.locales.en());

/** A refusal that the person at the screen can act on. */
export class DashboardProblem extends Error {
  override readonly name = 'DashboardProblem';

  /** @param status of the answer, 4xx */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Where failures are told, as a pino log takes them. */
export interface FailureLog {
  error(fields: { err: unknown; requestId: string }, message: string): void;
}

/**
 * Runs a query and answers with its result as JSON. A `DashboardProblem` and a parameter that does not parse
 * become 4xx, anything else a 500 that names nothing but the request id, under which the log has the cause.
 */
export async function answerJson(query: () => Promise<unknown>, log: FailureLog): Promise<Response> {
  const requestId = crypto.randomUUID();
  const headers = { 'Cache-Control': 'no-store', 'X-Request-Id': requestId };
  const refuse = (status: number, message: string) =>
    Response.json({ error: { message, requestId } } satisfies ApiProblem, { status, headers });
  try {
    return Response.json(await query(), { headers });
  } catch (error) {
    if (error instanceof DashboardProblem) return refuse(error.status, error.message);
    if (error instanceof z.core.$ZodError) return refuse(400, z.prettifyError(error));
    log.error({ err: error, requestId }, 'the dashboard could not be answered');
    return refuse(500, 'The registry could not read its content; its log has the cause.');
  }
}
