import * as z from 'zod/mini';
import { whileHeld } from './held-reads';
import { apiProblem, type ProblemCode } from './problem-contract';

/** Why the dashboard's API gave no data: words for the reader, and the request id if the server sent one. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** What a page may do something about. */
  readonly code: ProblemCode | undefined;
  readonly retryAfterS: number | undefined;

  /** @param status of the answer; `undefined` when none came */
  constructor(
    message: string,
    readonly status?: number,
    readonly requestId?: string,
    { code, retryAfterS, ...options }: ErrorOptions & { code?: ProblemCode; retryAfterS?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/**
 * Fetches JSON from this origin and checks it against its contract; what is being deleted waits (`holdReads`).
 * @throws ApiError, or the reason of an abort
 */
export async function fetchJson<Schema extends z.core.$ZodType>(
  path: string,
  schema: Schema,
  signal: AbortSignal,
): Promise<z.output<Schema>> {
  await whileHeld(path, signal);
  const response = await ask(path, { signal, headers: { Accept: 'application/json' } });
  const body: unknown = await response.json().catch(() => undefined);
  signal.throwIfAborted();
  return parsed(response, body, schema);
}

/**
 * Fetches a text from this origin.
 * @throws ApiError
 */
export async function fetchText(path: string): Promise<string> {
  const response = await ask(path, {});
  if (response.ok) return await response.text();
  throw problemOf(response.status, await response.json().catch(() => undefined));
}

/**
 * Sends a change to this origin, as JSON.
 * @throws ApiError
 */
export async function sendJson<Schema extends z.core.$ZodType = z.core.$ZodUndefined>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  { body, answer }: { body?: unknown; answer?: Schema } = {},
): Promise<z.output<Schema>> {
  const response = await ask(path, {
    method,
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const given: unknown = await response.json().catch(() => undefined);
  // What is answered is not asked for: nothing can be wrong with it.
  return answer === undefined && response.ok
    ? (undefined as z.output<Schema>)
    : parsed(response, given, answer as Schema);
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  return await fetch(path, options).catch((cause) => {
    options.signal?.throwIfAborted();
    const message = 'The registry did not answer. Check that it runs and that you can reach it.';
    throw new ApiError(message, undefined, undefined, { cause });
  });
}

function parsed<Schema extends z.core.$ZodType>(
  { ok, status }: Response,
  body: unknown,
  schema: Schema,
): z.output<Schema> {
  if (!ok) throw problemOf(status, body);
  const checked = z.safeParse(schema, body);
  if (!checked.success) {
    const message = 'The registry answered in a form that this page does not know. Reload the page.';
    throw new ApiError(message, status, undefined, { cause: checked.error });
  }
  return checked.data;
}

/** The error that an answer tells of. */
function problemOf(status: number, body: unknown): ApiError {
  const problem = apiProblem.safeParse(body);
  if (!problem.success)
    return new ApiError(`The registry, or a proxy before it, answered ${status}.`, status);
  const { message, requestId, code, retryAfterS } = problem.data.error;
  return new ApiError(message, status, requestId, { code, retryAfterS });
}
