import { setTimeout as delay } from 'node:timers/promises';
import { HttpConnection } from './http-connection';
import type { PreparedJob, Share, WrongPasswordsJob } from './job';

/** Connections at once at most: who guesses does not wait for the answers, but has no more than these. */
const connectionsMax = 200;

/**
 * Running the job sends wrong passwords at even times, whether or not the ones before were answered, each from an
 * address of its own: a proxy that the server trusts says so. It takes what comes: 401, or 429 when the server has had
 * enough.
 */
export function prepareWrongPasswords(job: WrongPasswordsJob, share: Share): PreparedJob {
  const count = Math.floor((job.rate * job.seconds) / share.of);
  return async (recorder) => {
    const idle = Array.from({ length: connectionsMax }, () => new HttpConnection(job.url));
    const all = [...idle];
    const started = performance.now();
    const running: Promise<void>[] = [];
    for (let index = 0; index < count; index += 1) {
      const atMs = (index * share.of * 1000) / job.rate;
      const waitMs = started + atMs - performance.now();
      if (waitMs > 1) await delay(waitMs);
      const connection = idle.pop();
      if (connection === undefined) {
        recorder.took('no connection left', 0, 0);
        continue;
      }
      const number = index * share.of + share.index;
      running.push(
        ask(connection, job, number).then(
          (status) => {
            recorder.took(`answered ${status}`, performance.now() - (started + atMs), 0);
            idle.push(connection);
          },
          (error: unknown) => recorder.failed(error),
        ),
      );
    }
    await Promise.all(running);
    for (const connection of all) connection.close();
  };
}

async function ask(
  connection: HttpConnection,
  { has, names }: WrongPasswordsJob,
  number: number,
): Promise<number> {
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  const name = names[number % names.length] ?? 'nobody';
  const authorization = `Basic ${Buffer.from(`${name}:guess ${number}`).toString('base64')}`;
  const { status } = await connection.request({
    method: 'GET',
    path: has === 'nothing' ? '/v2/' : '/auth/token?service=cyberdock',
    headers: { 'X-Forwarded-For': address, ...(has === 'password' && { Authorization: authorization }) },
  });
  return status;
}
