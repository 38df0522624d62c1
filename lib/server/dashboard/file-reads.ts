import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Sender } from '@/lib/auth/sessions';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { Caller } from './caller';

/** Files that one identity may read in a second; each process counts for itself, and forgets after that second. */
const perSecondMax = 10;
const reads = new RateLimiterMemory({ points: perSecondMax, duration: 1 });

/**
 * Counts that somebody reads a file: under their name, or who has not signed in under the address.
 * @throws DashboardProblem 429 when it was too many in this second
 */
export async function countFileRead({ principal }: Caller, { address }: Sender): Promise<void> {
  const who = principal.kind === 'anonymous' ? `address ${address ?? ''}` : `name ${principal.name}`;
  try {
    await reads.consume(who);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new DashboardProblem(429, `${perSecondMax} files a second may be read. Try again in a second.`, {
      code: 'busy',
      retryAfterS: 1,
    });
  }
}
