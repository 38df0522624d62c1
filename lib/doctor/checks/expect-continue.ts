import { once } from 'node:events';
import { responseTo } from '../doctor-client';
import type { Fault } from '../finding';
import { beginUpload, cancelUpload, type Visit } from '../visit';

/** Whether a client that asks before it sends is told to go on. */
export async function* checkExpectContinue(visit: Visit): AsyncGenerator<Fault> {
  const { path } = await beginUpload(visit);
  const body = Buffer.from('0123456789');
  const outgoing = visit.client.begin({
    method: 'PATCH',
    path,
    headers: { Expect: '100-continue', 'Content-Length': String(body.length) },
  });
  const answered = responseTo(outgoing);
  answered.catch(() => undefined);
  const silence = AbortSignal.timeout(visit.observeMs);
  try {
    const event = await Promise.race([
      once(outgoing, 'continue', { signal: silence }).then(() => 'continue' as const),
      answered.then(({ status }) => status),
    ]);
    if (event !== 'continue') {
      yield { code: 'expect-continue', detail: `a request with it is answered with ${event}` };
      return;
    }
    outgoing.end(body);
    const { status } = await answered;
    if (status !== 202)
      yield { code: 'expect-continue', detail: `after it, the body is answered with ${status}` };
  } catch (error) {
    const why = silence.aborted
      ? `nothing came within ${visit.observeMs / 1000} s`
      : (error as Error).message;
    yield { code: 'expect-continue', detail: why };
  } finally {
    outgoing.destroy();
    await cancelUpload(visit, path);
  }
}
