import type { Job, JobResult, PreparedJob, Recorder, Share } from './job';
import { prepareOpenLoop } from './open-loop';
import { preparePullImages } from './pull-images';
import { preparePullLayers } from './pull-layers';
import { preparePushImages } from './push-images';
import { preparePushLayers } from './push-layers';
import { prepareReadLoop } from './read-loop';
import { prepareWrongPasswords } from './wrong-passwords';

/**
 * The program of a load process. Its parent sends `{prepare, share}`, is told `{ready}`, sends `{run}` and is told
 * `{result}`; an error that is none of the server's doing is told as `{error}`.
 */
export type ToLoadProcess = { prepare: Job; share: Share } | { run: true };
export type FromLoadProcess = { ready: true } | { result: JobResult } | { error: string };

let prepared: PreparedJob | undefined;

process.on('message', (message: ToLoadProcess) => {
  handle(message).then(tell, (error: unknown) => tell({ error: String((error as Error).stack ?? error) }));
});

async function handle(message: ToLoadProcess): Promise<FromLoadProcess> {
  if ('prepare' in message) {
    prepared = prepare(message.prepare, message.share);
    return { ready: true };
  }
  if (prepared === undefined) throw new Error('run before prepare');
  return { result: await run(prepared) };
}

function tell(message: FromLoadProcess): void {
  process.send?.(message);
}

function prepare(job: Job, share: Share): PreparedJob {
  switch (job.kind) {
    case 'push-layers':
      return preparePushLayers(job, share);
    case 'push-images':
      return preparePushImages(job, share);
    case 'pull-layers':
      return preparePullLayers(job, share);
    case 'read-loop':
      return prepareReadLoop(job, share);
    case 'open-loop':
      return prepareOpenLoop(job, share);
    case 'pull-images':
      return preparePullImages(job, share);
    case 'wrong-passwords':
      return prepareWrongPasswords(job, share);
  }
}

async function run(job: PreparedJob): Promise<JobResult> {
  const latencies: Record<string, number[]> = {};
  const failures: string[] = [];
  let bytes = 0;
  let failureCount = 0;
  const recorder: Recorder = {
    took: (operation, ms, operationBytes) => {
      latencies[operation] ??= [];
      latencies[operation].push(ms);
      bytes += operationBytes;
    },
    failed: (error) => {
      failureCount++;
      if (failures.length < 3) failures.push(error instanceof Error ? error.message : String(error));
    },
  };
  const cpu = process.cpuUsage();
  const startedAtMs = performance.timeOrigin + performance.now();
  await job(recorder);
  const endedAtMs = performance.timeOrigin + performance.now();
  const used = process.cpuUsage(cpu);
  const latenciesMs = Object.fromEntries(
    Object.entries(latencies).map(([operation, list]) => [operation, Float64Array.from(list)]),
  );
  const cpuMs = (used.user + used.system) / 1000;
  return { startedAtMs, endedAtMs, latenciesMs, bytes, cpuMs, failures, failureCount };
}
