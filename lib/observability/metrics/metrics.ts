import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Gauge,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from 'prom-client';
import { CacheMetrics } from './cache-metrics';
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

/** What one process of a server counts by itself, as it goes from process to process. */
export type ProcessMetrics = MetricObjectWithValues<MetricValue<string>>[];

/** The metrics of one server, in a registry of their own: two servers in one process do not mix theirs. */
export class Metrics {
  readonly requests: RequestMetrics;
  readonly storage: StorageMetrics;
  /** What this process counts, and what is the same for every process on the data folder. */
  readonly #process = new Registry();
  readonly #shared = new Registry();
  readonly #cache: CacheMetrics;
  readonly #state: StateMetrics;

  /** @param version of CyberDock */
  constructor(version: string) {
    collectDefaultMetrics({ register: this.#process, prefix: 'cyberdock_' });
    new Gauge({
      name: 'cyberdock_build_info',
      help: 'Always 1; the labels say what runs.',
      labelNames: ['version', 'node'],
      registers: [this.#process],
      aggregator: 'first',
    }).set({ version, node: process.version }, 1);
    this.requests = new RequestMetrics(this.#process);
    this.storage = new StorageMetrics(this.#process);
    this.#cache = new CacheMetrics(this.#process);
    this.#state = new StateMetrics(this.#shared);
  }

  /**
   * All metrics in the text format of Prometheus, version 0.0.4.
   * @param figures of this moment
   * @param others what the other processes of this server count: it is added up
   */
  async expose(
    figures: Figures,
    others: ProcessMetrics[] = [],
  ): Promise<{ contentType: string; text: string }> {
    this.#state.set(figures);
    const own = await this.ofProcess(figures.cache);
    const counted = others.length === 0 ? this.#process : AggregatorRegistry.aggregate([own, ...others]);
    const text = `${await counted.metrics()}\n${await this.#shared.metrics()}`;
    return { contentType: this.#shared.contentType, text };
  }

  /** What this process counts, for another one to expose. */
  async ofProcess(cache: Figures['cache']): Promise<ProcessMetrics> {
    this.#cache.set(cache);
    return await this.#process.getMetricsAsJSON();
  }

  /** What all processes of a server count. @param others what the other ones do: it is added up */
  async ofServer(cache: Figures['cache'], others: ProcessMetrics[]): Promise<ProcessMetrics> {
    const own = await this.ofProcess(cache);
    if (others.length === 0) return own;
    return await AggregatorRegistry.aggregate([own, ...others]).getMetricsAsJSON();
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
    const metric = await this.#process.getSingleMetric(name)?.get();
    return metric?.values[0]?.value;
  }
}
