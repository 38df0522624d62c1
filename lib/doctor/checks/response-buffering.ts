import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../finding';
import type { Visit } from '../visit';

/** How long the server waits between the two lines of its answer. */
export const piecesPauseMs = 4_000;
const path = '/healthz/pieces';

/**
 * Whether the beginning of an answer arrives before its end is sent: the server waits in between. A machine that is very
 * busy may read both at once all the same, so it is a fault only when it happens twice.
 */
export async function* checkResponseBuffering(visit: Visit): AsyncGenerator<Fault> {
  for (let at = 0; at < 2; at += 1) if (!(await comesTogether(visit))) return;
  const detail = `the first line of an answer came together with the last, which was sent ${piecesPauseMs / 1000} s later`;
  yield { code: 'response-buffering', detail };
}

async function comesTogether({ client, signal }: Visit): Promise<boolean> {
  const { status, incoming } = await client.open({ path });
  const rest = incoming[Symbol.asyncIterator]();
  const first = await rest.next();
  // Who reaches no pages is told so by another check; one that many use at once is skipped.
  if (status !== 200 || !String(first.value).startsWith('first')) {
    incoming.destroy();
    return false;
  }
  const ended = (async () => {
    while (!(await rest.next()).done) {
      // The last line.
    }
    return true;
  })();
  const hasTime = delay(piecesPauseMs / 4, false, { signal });
  const isTogether = await Promise.race([ended, hasTime]);
  incoming.destroy();
  await ended.catch(() => undefined);
  return isTogether;
}
