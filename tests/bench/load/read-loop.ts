import { type PreparedJob, type ReadLoopJob, type Share, shareOf, shareOfConnections } from './job';
import { runOnConnections } from './lanes';
import { expectStatus } from './registry-client';

/** Running the job reads the paths in turn until the time is over. */
export function prepareReadLoop(job: ReadLoopJob, share: Share): PreparedJob {
  const paths = shareOf(job.paths, share);
  const lanes = Array.from({ length: shareOfConnections(job.connections, share) }, (_, index) => index);
  const headers = {
    Accept: job.accept,
    ...(job.authorization !== undefined && { Authorization: job.authorization }),
  };
  return async (recorder) => {
    const until = performance.now() + job.seconds * 1000;
    await runOnConnections(job.url, lanes.length, lanes, async (connection, lane) => {
      // Each lane begins elsewhere, so that the lanes do not ask for the same thing at the same time.
      let at = Math.floor((lane * paths.length) / lanes.length);
      for (let start = performance.now(); start < until; start = performance.now()) {
        const path = paths[at++ % paths.length] as string;
        try {
          const { bodyBytes } = await expectStatus(connection, { method: job.method, path, headers }, 200);
          recorder.took('read', performance.now() - start, bodyBytes);
        } catch (error) {
          recorder.failed(error);
          return;
        }
      }
    });
  };
}
