import * as z from 'zod/mini';
import { apiProblem } from './contracts';

/** Why the dashboard's API gave no data: words for the reader, and the request id if the server sent one. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  /** @param status of the answer; `undefined` when none came */
  constructor(
    message: string,
    readonly status?: number,
    readonly requestId?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Fetches JSON from this origin and checks it against its contract.
 * @throws ApiError, or the reason of an abort
 */
export async function fetchJson<Schema extends z.core.$ZodType>(
  path: string,
  schema: Schema,
  signal: AbortSignal,
): Promise<z.output<Schema>> {
  const response = await fetch(path, { signal, headers: { Accept: 'application/json' } }).catch((cause) => {
    signal.throwIfAborted();
    throw new ApiError(
      'The registry did not answer. Check that it runs and that you can reach it.',
      undefined,
      undefined,
      {
        cause,
      },
    );
  });
  const body: unknown = await response.json().catch(() => undefined);
  signal.throwIfAborted();
  if (!response.ok) {
    const problem = apiProblem.safeParse(body);
    if (problem.success) {
      throw new ApiError(problem.data.error.message, response.status, problem.data.error.requestId);
    }
    throw new ApiError(`The registry, or a proxy before it, answered ${response.status}.`, response.status);
  }
  const parsed = z.safeParse(schema, body);
  if (!parsed.success) {
    throw new ApiError(
      'The registry answered in a form that this page does not know. Reload the page.',
      response.status,
      undefined,
      {
        cause: parsed.error,
      },
    );
  }
  return parsed.data;
}
