import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { responseTo } from '../doctor-client';
import type { Fault } from '../finding';
import { beginUpload, cancelUpload, shown, uploadedBytes, type Visit } from '../visit';

const sentBytes = 64 * 1024;

/** Whether a push and a pull that pause for a while, as on a bad network, go on afterwards. */
export async function* checkPauses(visit: Visit): AsyncGenerator<Fault> {
  const found = await Promise.all([pauseUpload(visit), pauseDownload(visit)]);
  for (const fault of found) if (fault !== undefined) yield fault;
}

async function pauseUpload(visit: Visit): Promise<Fault | undefined> {
  const { client, pauseMs, signal } = visit;
  const { path } = await beginUpload(visit);
  const outgoing = client.begin({ method: 'PATCH', path, length: 2 * sentBytes });
  const answered = responseTo(outgoing);
  answered.catch(() => undefined);
  const pause = `a pause of ${pauseMs / 1000} s in a push`;
  try {
    outgoing.write(Buffer.alloc(sentBytes));
    await Promise.race([delay(pauseMs, undefined, { signal }), answered]);
    outgoing.end(Buffer.alloc(sentBytes));
    const { status, header, incoming } = await answered;
    const body = Buffer.concat(await incoming.toArray());
    if (status === 202 && uploadedBytes({ header }) === 2 * sentBytes) return undefined;
    return { code: 'upload-pause', detail: `${pause} is answered with ${shown({ status, body })}` };
  } catch (error) {
    signal.throwIfAborted();
    return { code: 'upload-pause', detail: `${pause}: ${(error as Error).message}` };
  } finally {
    outgoing.destroy();
    // The server may still be busy with a push that was cut: at the end it is tried again.
    await cancelUpload(visit, path).catch(() => undefined);
  }
}

async function pauseDownload({ client, layer, pauseMs, signal }: Visit): Promise<Fault | undefined> {
  if (layer === undefined) return undefined;
  const pause = `a pause of ${pauseMs / 1000} s in a pull`;
  const hash = createHash('sha256');
  try {
    const { incoming } = await client.open({ path: layer.path });
    let isPaused = false;
    for await (const part of incoming as AsyncIterable<Buffer>) {
      hash.update(part);
      if (!isPaused) await delay(pauseMs, undefined, { signal });
      isPaused = true;
    }
    if (`sha256:${hash.digest('hex')}` === layer.digest) return undefined;
    return { code: 'download-pause', detail: `${pause}: what came has another digest` };
  } catch (error) {
    signal.throwIfAborted();
    return { code: 'download-pause', detail: `${pause}: ${(error as Error).message}` };
  }
}
