import type { Fault } from '../finding';
import { beginUpload, CannotGoOn, isOurs, shown, UploadRefused, type Visit } from '../visit';

/** Whether an upload can be begun, and what its answer must have arrives. */
export async function* checkUpload(visit: Visit): AsyncGenerator<Fault> {
  const { url } = visit;
  try {
    const answer = await beginUpload(visit);
    for (const name of ['Docker-Upload-UUID', 'Range']) {
      if (answer.header(name) !== undefined) continue;
      yield { code: 'header-dropped', detail: `the answer to the POST of an upload has no ${name}` };
    }
    const location = answer.header('location') ?? '';
    const { origin, pathname } = new URL(location, url);
    if (origin !== url.origin || !pathname.startsWith(`/v2/${visit.repository}/blobs/uploads/`)) {
      yield { code: 'location-changed', detail: `an upload goes on at ${location}` };
    }
  } catch (error) {
    if (!(error instanceof UploadRefused)) throw error;
    yield refusal(error);
    throw new CannotGoOn('nothing can be pushed');
  }
}

function refusal({ answer, message }: UploadRefused): Fault {
  if (answer.status === 202) {
    return {
      code: 'header-dropped',
      detail: 'the answer to the POST of an upload has no Location: no push can go on',
    };
  }
  if (answer.status >= 300 && answer.status < 400) {
    return {
      code: 'redirected',
      detail: `the POST of an upload is redirected to ${answer.header('location')}`,
    };
  }
  if (!isOurs(answer)) return { code: 'connection-failed', detail: message };
  return answer.status === 401 || answer.status === 403
    ? { code: 'not-allowed', detail: shown(answer) }
    : { code: 'registry-refuses', detail: message };
}
