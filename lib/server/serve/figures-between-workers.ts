import type { Cluster, Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import type { ProcessMetrics } from '@/lib/observability/metrics/metrics';
import type { Observation } from '../observation';

/*
 * Whoever reads `/metrics` meets one worker, and wants the figures of all. That worker asks the primary process, which
 * asks the other workers, and passes on what they say.
 */

type Message =
  /** Worker to primary. */
  | { cyberdock: 'figures-wanted'; id: string }
  /** Primary to the other workers. */
  | { cyberdock: 'figures-asked'; id: string }
  /** Worker to primary, and primary to the worker that wants them. */
  | { cyberdock: 'figures'; id: string; figures: ProcessMetrics | undefined }
  /** Primary to the worker that wants them: no more will come. */
  | { cyberdock: 'figures-end'; id: string };

/** A worker that is busy is left out of this scrape. */
const waitMsMax = 2_000;

const isMessage = (message: unknown): message is Message =>
  typeof message === 'object' && message !== null && 'cyberdock' in message;

/** In the primary process: passes figures between the workers. */
export function passFigures(cluster: Cluster): void {
  const waits = new Map<string, { asker: Worker; missing: Set<number>; late: NodeJS.Timeout }>();
  const tell = (worker: Worker, message: Message) => {
    if (worker.isConnected()) worker.send(message);
  };
  const end = (id: string) => {
    const wait = waits.get(id);
    if (!wait) return;
    waits.delete(id);
    clearTimeout(wait.late);
    tell(wait.asker, { cyberdock: 'figures-end', id });
  };
  const given = (id: string, worker: Worker) => {
    const wait = waits.get(id);
    if (wait?.missing.delete(worker.id) && wait.missing.size === 0) end(id);
  };
  cluster.on('exit', (worker) => {
    for (const id of waits.keys()) given(id, worker);
  });
  cluster.on('message', (worker, message: unknown) => {
    if (!isMessage(message)) return;
    const { id } = message;
    if (message.cyberdock === 'figures-wanted') {
      const others = Object.values(cluster.workers ?? {}).filter(
        (other): other is Worker => other !== undefined && other.id !== worker.id && other.isConnected(),
      );
      const late = setTimeout(() => end(id), waitMsMax);
      waits.set(id, { asker: worker, missing: new Set(others.map((other) => other.id)), late });
      for (const other of others) tell(other, { cyberdock: 'figures-asked', id });
      if (others.length === 0) end(id);
    }
    if (message.cyberdock === 'figures') {
      const wait = waits.get(id);
      if (wait) tell(wait.asker, message);
      given(id, worker);
    }
  });
}

/** In a worker: gives its figures to the others, and has theirs in its own `/metrics`. */
export function shareFigures(observation: Observation): void {
  const waits = new Map<string, { figures: ProcessMetrics[]; end: () => void }>();
  const tell = (message: Message) => {
    if (process.connected) process.send?.(message);
  };
  process.on('message', (message: unknown) => {
    if (!isMessage(message)) return;
    const { id } = message;
    if (message.cyberdock === 'figures-asked') {
      observation.ofProcess().then(
        (figures) => tell({ cyberdock: 'figures', id, figures }),
        () => tell({ cyberdock: 'figures', id, figures: undefined }),
      );
    }
    if (message.cyberdock === 'figures' && message.figures) waits.get(id)?.figures.push(message.figures);
    if (message.cyberdock === 'figures-end') waits.get(id)?.end();
  });
  observation.joinedBy(
    () =>
      new Promise((resolve) => {
        const id = randomUUID();
        const figures: ProcessMetrics[] = [];
        const end = () => {
          waits.delete(id);
          clearTimeout(late);
          resolve(figures);
        };
        // The primary says when; this is for one that is gone.
        const late = setTimeout(end, 2 * waitMsMax);
        waits.set(id, { figures, end });
        tell({ cyberdock: 'figures-wanted', id });
      }),
  );
}
