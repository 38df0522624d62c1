import type { Answer } from '../doctor-client';
import type { Fault } from '../finding';
import { noEntry, parseChallenge, signIn } from '../sign-in';
import { CannotGoOn, errorOf, isOurs, shown, type Visit } from '../visit';

const versionHeader = 'Docker-Distribution-API-Version';

/** Whether a registry answers `GET /v2/`, with what it must have, and lets us in. */
export async function* checkReach(visit: Visit): AsyncGenerator<Fault> {
  const { client, url } = visit;
  let answer: Answer;
  try {
    answer = await client.request({ path: '/v2/' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    yield { code: 'unreachable', detail: `GET ${url.origin}/v2/ fails: ${message || code}` };
    throw new CannotGoOn('nothing answers');
  }
  if (answer.status !== 200 && answer.status !== 401) {
    yield strange(answer, url);
    throw new CannotGoOn('it is no registry');
  }
  if (answer.header(versionHeader) === undefined) {
    if (!isRegistry(answer)) {
      yield strange(answer, url);
      throw new CannotGoOn('it is no registry');
    }
    yield { code: 'header-dropped', detail: `the answer to GET /v2/ has no ${versionHeader}` };
  }
  if (answer.status === 200) {
    if (visit.credentials) yield* enter(visit, 'Basic');
    return;
  }
  const challenge = answer.header('www-authenticate');
  if (challenge === undefined) {
    yield {
      code: 'header-dropped',
      detail: 'the answer 401 to GET /v2/ has no WWW-Authenticate: no client can sign in',
    };
    throw noEntry();
  }
  yield* enter(visit, challenge);
}

async function* enter(visit: Visit, header: string): AsyncGenerator<Fault> {
  const challenge = parseChallenge(header);
  if (!challenge) {
    yield { code: 'sign-in', detail: `no client understands the challenge ${JSON.stringify(header)}` };
    throw noEntry();
  }
  const { realm } = challenge.parameters;
  if (challenge.scheme === 'bearer' && URL.canParse(realm ?? '')) visit.realm = new URL(realm ?? '');
  const failure = await signIn(visit, challenge);
  const answer = failure === undefined ? await visit.client.request({ path: '/v2/' }) : undefined;
  if (failure === undefined && answer?.status === 200) return;
  yield { code: 'sign-in', detail: failure ?? `GET /v2/ is answered with ${answer && shown(answer)}` };
  throw noEntry();
}

/** Registries answer with an empty JSON object, or with their errors. */
function isRegistry({ status, header, body }: Answer): boolean {
  return (
    /json/.test(header('content-type') ?? '') &&
    (status === 200 ? String(body).trim() === '{}' : errorOf({ body }) !== undefined)
  );
}

function strange(answer: Answer, url: URL): Fault {
  const asked = `GET ${url.origin}/v2/ is answered with ${shown(answer)}`;
  if (answer.status >= 300 && answer.status < 400) {
    return {
      code: 'redirected',
      detail: `GET ${url.origin}/v2/ is redirected to ${answer.header('location')}`,
    };
  }
  if ([502, 503, 504].includes(answer.status) && !isOurs(answer))
    return { code: 'registry-down', detail: asked };
  return { code: 'not-a-registry', detail: asked };
}
