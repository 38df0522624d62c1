import path from 'node:path';
import { createLog } from '@/lib/observability/log';
import { shareFigures } from './figures-between-workers';
import { type ServeOptions, serve } from './serve';
import { endMessage, runWorkerPool } from './worker-pool';

/** What a worker may take longer than its transfers may, before it is killed. */
const endWithinMs = 20_000;

/**
 * `cyberdock serve` with several processes: this one starts the others and serves nothing itself. Returns when all have
 * ended.
 * @throws WorkerFailed when one ends before all serve
 */
export async function runWorkers({
  config,
  projectFolder,
  signal,
  onReady,
}: Omit<ServeOptions, 'onReady'> & { onReady: () => void }): Promise<void> {
  await runWorkerPool({
    program: path.join(projectFolder, 'bin/cyberdock'),
    args: ['serve'],
    count: config.server.workers,
    endWithinMs: config.server.drainTimeoutMs + endWithinMs,
    signal,
    onReady,
    log: createLog(config.log),
  });
}

/** One of these processes. */
export async function serveAsWorker(options: Omit<ServeOptions, 'onReady'>): Promise<void> {
  const told = new AbortController();
  process.on('message', (message) => {
    if (message === endMessage) told.abort('the first process ends');
  });
  await serve({
    ...options,
    signal: AbortSignal.any([options.signal, told.signal]),
    onReady: ({ observation }) => shareFigures(observation),
  });
}
