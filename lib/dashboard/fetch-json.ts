import type * as z from 'zod/mini';
import { whileHeld } from './held-reads';
import { type ProblemCode, readProblem } from './problem';

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

/** A contract that is loaded when an answer is checked: the server fills pages, whose first load then needs none. */
export type Contract<Schema extends z.ZodMiniType> = () => Promise<Schema>;

/**
 * Fetches JSON from this origin and checks it against its contract; what is being deleted waits (`holdReads`).
 * @throws ApiError, or the reason of an abort
 */
export async function fetchJson<Schema extends z.ZodMiniType>(
  path: string,
  contract: Contract<Schema>,
  signal: AbortSignal,
): Promise<z.output<Schema>> {
  await whileHeld(path, signal);
  const loading = loaded(contract);
  // What went wrong with the answer is told before that.
  loading.catch(() => undefined);
  const response = await ask(path, { signal, headers: { Accept: 'application/json' } });
  const body: unknown = await response.json().catch(() => undefined);
  signal.throwIfAborted();
  if (!response.ok) throw problemOf(response.status, body);
  return checked(response.status, body, await loading);
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
 * @param answer its contract; nothing is sent before it is there. Without one, nothing is read of the answer
 * @throws ApiError
 */
export async function sendJson<Schema extends z.ZodMiniType = z.ZodMiniUndefined>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  { body, answer }: { body?: unknown; answer?: Contract<Schema> } = {},
): Promise<z.output<Schema>> {
  const schema = answer && (await loaded(answer));
  const response = await ask(path, {
    method,
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const given: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw problemOf(response.status, given);
  // What is answered is not asked for: nothing can be wrong with it.
  return schema ? checked(response.status, given, schema) : (undefined as z.output<Schema>);
}

/** A server that was brought up to date has no script of before any more. */
async function loaded<Schema extends z.ZodMiniType>(contract: Contract<Schema>): Promise<Schema> {
  try {
    return await contract();
  } catch (cause) {
    const message =
      'A part of this page did not come. Check that the registry runs and that you can reach it, then reload the page.';
    throw new ApiError(message, undefined, undefined, { cause });
  }
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  return await fetch(path, options).catch((cause) => {
    options.signal?.throwIfAborted();
    const message = 'The registry did not answer. Check that it runs and that you can reach it.';
    throw new ApiError(message, undefined, undefined, { cause });
  });
}

function checked<Schema extends z.ZodMiniType>(
  status: number,
  body: unknown,
  schema: Schema,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  const message = 'The registry answered in a form that this page does not know. Reload the page.';
  throw new ApiError(message, status, undefined, { cause: error });
}

/** The error that an answer tells of. */
function problemOf(status: number, body: unknown): ApiError {
  const problem = readProblem(body);
  if (!problem) return new ApiError(`The registry, or a proxy before it, answered ${status}.`, status);
  const { message, requestId, code, retryAfterS } = problem;
  return new ApiError(message, status, requestId, { code, retryAfterS });
}
