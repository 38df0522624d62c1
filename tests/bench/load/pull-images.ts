import type { HttpConnection } from './http-connection';
import { type PreparedJob, type PullImagesJob, type Share, shareOf, shareOfConnections } from './job';
import { runOnConnections } from './lanes';
import { repositoryOf } from './push-images';
import { expectStatus, pullImage } from './registry-client';
import { smallImage } from './small-image';

/** Makes what the images of a job must be; running it pulls them in turn until the time is over. */
export function preparePullImages(job: PullImagesJob, share: Share): PreparedJob {
  const all = job.labels.map((label, index) => ({
    label,
    repository: repositoryOf(job.repositories, index),
    image: smallImage(job.seed, label, job.scale),
  }));
  const mine = shareOf(all, share);
  const lanes = Array.from({ length: shareOfConnections(job.connections, share) }, (_, index) => index);
  return async (recorder) => {
    const until = performance.now() + job.seconds * 1000;
    await runOnConnections(job.url, lanes.length, lanes, async (connection, lane) => {
      let at = Math.floor((lane * mine.length) / lanes.length);
      for (let start = performance.now(); start < until; start = performance.now()) {
        const one = mine[at++ % mine.length];
        if (one === undefined) return;
        try {
          const authorization = await tokenFor(connection, job.signIn, one.repository);
          await pullImage(connection, one.repository, one.label, one.image, authorization);
          recorder.took('pull', performance.now() - start, 0);
        } catch (error) {
          recorder.failed(error);
          return;
        }
      }
    });
  };
}

/** Asks the token endpoint as a client does, once an image. @returns the `Authorization` header of the pull */
async function tokenFor(
  connection: HttpConnection,
  signIn: string | undefined,
  repository: string,
): Promise<string | undefined> {
  if (signIn === undefined) return undefined;
  let body = '';
  await expectStatus(
    connection,
    {
      method: 'GET',
      path: `/auth/token?service=cyberdock&scope=repository:${repository}:pull`,
      headers: { Authorization: signIn },
      onBody: (piece) => {
        body += piece.toString('utf8');
      },
    },
    200,
  );
  return `Bearer ${(JSON.parse(body) as { token: string }).token}`;
}
