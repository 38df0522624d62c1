/** Why somebody was not let in. */
export interface Refusal {
  /** A `ProblemCode`; `offline` when no answer came; `failed` for everything else. */
  code: string;
  /** In how many seconds it may be tried again. */
  waitS?: number | undefined;
  /** Names the line in the server's log. */
  requestId?: string | undefined;
}

/**
 * Asks to be let in, from the sign-in page. Its script is small so that it is there at once: what is answered is looked
 * at by hand, without the contracts.
 * @returns why it was refused; `undefined` when it was not
 */
export async function sendSignIn(name: string, password: string): Promise<Refusal | undefined> {
  const answer = await fetch('/api/v1/session', {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password }),
  }).catch(() => undefined);
  if (!answer) return { code: 'offline' };
  if (answer.ok) return undefined;
  const body = (await answer.json().catch(() => undefined)) as
    | { error?: Record<string, unknown> }
    | undefined;
  const { code, retryAfterS, requestId } = body?.error ?? {};
  return {
    code: typeof code === 'string' ? code : 'failed',
    waitS: typeof retryAfterS === 'number' ? retryAfterS : undefined,
    requestId: typeof code !== 'string' && typeof requestId === 'string' ? requestId : undefined,
  };
}

/** Forgets the cookie of a session that has ended. It does not matter if that fails. */
export async function sendSignOut(): Promise<void> {
  await fetch('/api/v1/session', { method: 'DELETE' }).catch(() => undefined);
}
