import { setTimeout as delay } from 'node:timers/promises';
import { responseTo } from '../doctor-client';
import type { Fault } from '../finding';
import { beginUpload, cancelUpload, shown, uploadedBytes, type Visit } from '../visit';

/** CyberDock writes a mebibyte at a time. */
const sentBytes = 2 * 1024 ** 2;
const sent = '2 MiB in chunks';
const lookMs = 100;

/**
 * Whether the server has the first bytes of a push while more are to come: the state of the upload, asked for on
 * another connection, tells.
 */
export async function* checkRequestBuffering(visit: Visit): AsyncGenerator<Fault> {
  const { client } = visit;
  // What is larger than a limit never arrives, and that was told.
  if (visit.bodyBytesPassed < sentBytes) return;
  const { path } = await beginUpload(visit);
  const outgoing = client.begin({ method: 'PATCH', path });
  const answered = responseTo(outgoing);
  answered.catch(() => undefined);
  try {
    outgoing.write(Buffer.alloc(sentBytes));
    const early = answered.then(
      () => 'ended' as const,
      () => 'ended' as const,
    );
    const seen = await Promise.race([growth(visit, path), early]);
    if (seen === 'nothing') {
      const detail = `of ${sent}, nothing had reached CyberDock after ${visit.observeMs / 1000} s`;
      yield { code: 'request-buffering', detail };
    }
    outgoing.end();
    const { status, header, incoming } = await answered;
    const body = Buffer.concat(await incoming.toArray());
    if (status !== 202) {
      yield { code: 'chunks-refused', detail: `${sent} are answered with ${shown({ status, body })}` };
    } else if (uploadedBytes({ header }) !== sentBytes) {
      yield { code: 'body-changed', detail: `of ${sentBytes} bytes, the answer tells ${header('range')}` };
    }
  } catch (error) {
    yield {
      code: 'body-cut',
      detail: `a push of ${sentBytes / 1024} KiB in chunks fails: ${(error as Error).message}`,
    };
  } finally {
    outgoing.destroy();
  }
  await cancelUpload(visit, path);
}

/** Waits until the upload has some bytes. */
async function growth({ client, observeMs, signal }: Visit, path: string): Promise<'bytes' | 'nothing'> {
  const deadline = Date.now() + observeMs;
  do {
    if ((uploadedBytes(await client.request({ path })) ?? 0) > 0) return 'bytes';
    await delay(lookMs, undefined, { signal });
  } while (Date.now() < deadline);
  return 'nothing';
}
