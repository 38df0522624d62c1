import type { Answer } from '../doctor-client';
import type { Fault } from '../finding';
import { beginUpload, cancelUpload, isOurs, shown, uploadedBytes, type Visit } from '../visit';
import { zeros } from '../zeros';

const mib = 1024 ** 2;
/** Just above the limits that proxies have by default or in the cloud: 1, 10, 100 MB and so on. */
const sizes = [2 * mib, 11 * mib, 101 * mib, 1025 * mib, 10_241 * mib];

/** Up to which size bodies get through: pushes larger and larger ones, and none of them stays. */
export async function* checkBodySize(visit: Visit): AsyncGenerator<Fault> {
  for (const bytes of sizes.filter((size) => size <= visit.bodyBytesMax)) {
    const { path } = await beginUpload(visit);
    const fault = await push(visit, path, bytes);
    await cancelUpload(visit, path).catch(() => undefined); // At the end it is tried again.
    if (fault) {
      yield fault;
      return;
    }
    visit.bodyBytesPassed = bytes;
  }
}

async function push(visit: Visit, path: string, bytes: number): Promise<Fault | undefined> {
  const what = `a body of ${bytes / mib} MiB`;
  const passed = visit.bodyBytesPassed === 0 ? '' : `; ${visit.bodyBytesPassed / mib} MiB got through`;
  let answer: Answer;
  try {
    answer = await visit.client.request({ method: 'PATCH', path, body: zeros(bytes), length: bytes });
  } catch (error) {
    return { code: 'body-cut', detail: `${what} fails: ${(error as Error).message}${passed}` };
  }
  if (answer.status === 202) {
    const got = uploadedBytes(answer);
    if (got === bytes) return undefined;
    return { code: 'body-changed', detail: `of ${what}, ${got ?? 'an unknown number of'} bytes arrived` };
  }
  const detail = `${what} is answered with ${shown(answer)}${passed}`;
  // CyberDock has a limit of its own (storage.maxBlobSize), and tells so as a registry does.
  if (isOurs(answer)) return { code: 'registry-refuses', detail };
  return { code: answer.status === 413 ? 'size-limit' : 'body-cut', detail };
}
