import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Figures } from './figures';
import { RequestMetrics } from './request-metrics';
import { StateMetrics } from './state-metrics';
import { StorageMetrics } from './storage-metrics';

/** What the process uses of the machine. */
export interface ProcessResources {
  residentBytes: number;
  heapBytes: number;
  /** Undefined where the system does not tell. */
  openFiles: number | undefined;
  openFilesMax: number | undefined;
  /** By how much the event loop was late since it was last asked: the 99th percentile. */
  eventLoopLagMs: number;
  uptimeMs: number;
}

/** The metrics of one server, in a registry of their own: two servers in one process do not mix theirs. */
export class Metrics {
  readonly requests: RequestMetrics;
  readonly storage: StorageMetrics;
  readonly #registry = new Registry();
  readonly #state: StateMetrics;

  /** @param version of CyberDock */
  constructor(version: string) {
    collectDefaultMetrics({ register: this.#registry, prefix: 'cyberdock_' });
    new Gauge({
      name: 'cyberdock_build_info',
      help: 'Always 1; the labels say what runs.',
      labelNames: ['version', 'node'],
      registers: [this.#registry],
    }).set({ version, node: process.version }, 1);
    this.requests = new RequestMetrics(this.#registry);
    this.storage = new StorageMetrics(this.#registry);
    this.#state = new StateMetrics(this.#registry);
  }

  /** All metrics in the text format of Prometheus, version 0.0.4. @param figures of this moment */
  async expose(figures: Figures): Promise<{ contentType: string; text: string }> {
    this.#state.set(figures);
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  /** What the process uses now. */
  async resources(): Promise<ProcessResources> {
    const memory = process.memoryUsage();
    await this.#value('cyberdock_nodejs_eventloop_lag_seconds'); // The one that reads the others too.
    return {
      residentBytes: memory.rss,
      heapBytes: memory.heapUsed,
      openFiles: await this.#value('cyberdock_process_open_fds'),
      openFilesMax: await this.#value('cyberdock_process_max_fds'),
      eventLoopLagMs: ((await this.#value('cyberdock_nodejs_eventloop_lag_p99_seconds')) ?? 0) * 1000,
      uptimeMs: process.uptime() * 1000,
    };
  }

  async #value(name: string): Promise<number | undefined> {
    const metric = await this.#registry.getSingleMetric(name)?.get();
    return metric?.values[0]?.value;
  }
}
