import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { failureOf } from '@/lib/auth/oidc/failure';
import type { OidcSignIn } from '@/lib/auth/oidc/oidc-sign-in';

const firstDelayMs = 1_000;
const delayMsMax = 60_000;

/**
 * Asks the provider of OpenID Connect how it is reached until it has answered, so that a mistake shows in the log at
 * start, and not when the first person signs in. The server waits for none of it.
 */
export async function awaitProvider(
  { provider }: OidcSignIn,
  issuer: string,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  let isTold = false;
  const ended = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  for (let waitMs = firstDelayMs; !signal.aborted; waitMs = Math.min(2 * waitMs, delayMsMax)) {
    try {
      await Promise.race([provider.find(), ended]);
      if (signal.aborted) return;
      log.info({ issuer }, 'people can sign in with the provider of OpenID Connect');
      return;
    } catch (error) {
      const { reason } = failureOf(error);
      const line =
        'the provider of OpenID Connect does not answer as it must: nobody can sign in with it yet';
      if (!isTold) log.warn({ issuer, reason }, line);
      isTold = true;
    }
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => undefined); // Ended by the signal.
  }
}
