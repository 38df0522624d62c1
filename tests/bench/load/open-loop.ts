import { setTimeout as delay } from 'node:timers/promises';
import { HttpConnection } from './http-connection';
import type { OpenLoopJob, PreparedJob, Share } from './job';
import { repositoryOf } from './push-images';
import { randomNumbers } from './random-bytes';
import { expectStatus, pullImage, pushImage } from './registry-client';
import { manifestMediaType, smallImage } from './small-image';

/** One operation and when it is to start. */
interface Arrival {
  atMs: number;
  operation: 'push image' | 'pull image' | 'head manifest';
  work: (connection: HttpConnection) => Promise<void>;
}

/** Of 100 operations so many push an image; so many pull one; the others ask whether a tag has moved. */
const pushShare = 0.2;
const pullShare = 0.6;

/**
 * Running the job starts each operation at its time, whether or not earlier ones have ended, and counts from that
 * time: a server that stalls is charged for everybody who would have waited (no coordinated omission). The times are
 * a Poisson process of the seed; all images are made before.
 */
export function prepareOpenLoop(job: OpenLoopJob, share: Share): PreparedJob {
  const arrivals = arrivalsOf(job).filter((_, index) => index % share.of === share.index);
  return async (recorder) => {
    const idle: HttpConnection[] = [];
    const all: HttpConnection[] = [];
    const connect = () => {
      const connection = new HttpConnection(job.url);
      all.push(connection);
      return connection;
    };
    const started = performance.now();
    const running = arrivals.map(async ({ atMs, operation, work }) => {
      await delay(started + atMs - performance.now());
      const connection = idle.pop() ?? connect();
      try {
        await work(connection);
        recorder.took(operation, performance.now() - (started + atMs), 0);
        idle.push(connection);
      } catch (error) {
        connection.close();
        recorder.failed(error);
      }
    });
    await Promise.all(running);
    for (const connection of all) connection.close();
  };
}

function arrivalsOf(job: OpenLoopJob): Arrival[] {
  const random = randomNumbers(`open-loop ${job.seed}`);
  const stored = job.stored.map((label, index) => ({
    label,
    repository: repositoryOf(job.repositories, index),
    image: smallImage(job.seed, label),
  }));
  const arrivals: Arrival[] = [];
  let atMs = 0;
  while (true) {
    atMs += (-Math.log(1 - random()) / job.rate) * 1000;
    if (atMs >= job.seconds * 1000) return arrivals;
    const kind = random();
    const known = stored[Math.floor(random() * stored.length)];
    if (known === undefined) throw new Error('an open loop needs images that are stored');
    if (kind < pushShare) {
      const label = `${job.label}-${arrivals.length}`;
      const image = smallImage(job.seed, label);
      const repository = repositoryOf(job.repositories, arrivals.length);
      arrivals.push({ atMs, operation: 'push image', work: (on) => pushImage(on, repository, label, image) });
    } else if (kind < pushShare + pullShare) {
      const work = (on: HttpConnection) => pullImage(on, known.repository, known.label, known.image);
      arrivals.push({ atMs, operation: 'pull image', work });
    } else {
      const path = `/v2/${known.repository}/manifests/${known.label}`;
      const work = async (on: HttpConnection) => {
        await expectStatus(on, { method: 'HEAD', path, headers: { Accept: manifestMediaType } }, 200);
      };
      arrivals.push({ atMs, operation: 'head manifest', work });
    }
  }
}
