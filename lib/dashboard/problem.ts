/** Problems that a page does something about. */
export const problemCodes = [
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

/** What an answer that is no success says, as the contract `apiProblem` has it. */
export interface Problem {
  message: string;
  requestId: string;
  code?: ProblemCode;
  retryAfterS?: number;
}

/**
 * Reads an answer that is no success, and takes what the contract `apiProblem` takes. By hand: where something fails
 * already, nothing more has to be loaded to say why.
 * @returns undefined for what is no such answer, as of a proxy
 */
export function readProblem(body: unknown): Problem | undefined {
  if (!isObject(body) || !isObject(body.error)) return undefined;
  const { message, requestId, code, retryAfterS } = body.error;
  if (typeof message !== 'string' || typeof requestId !== 'string') return undefined;
  const known = problemCodes.find((one) => one === code);
  if (code !== undefined && known === undefined) return undefined;
  if (retryAfterS !== undefined && typeof retryAfterS !== 'number') return undefined;
  return { message, requestId, code: known, retryAfterS };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
