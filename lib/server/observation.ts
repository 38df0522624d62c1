import { createHash } from 'node:crypto';
import type { Config } from '@/lib/config';
import { type HealthReport, reportHealth } from '@/lib/maintenance/health/health-report';
import { readJobFigures } from '@/lib/maintenance/job-figures';
import type { EndedRun } from '@/lib/maintenance/job-run';
import { Jobs } from '@/lib/maintenance/jobs';
import { readQuotaFigures } from '@/lib/maintenance/quota-figures';
import { type Readiness, ReadinessProbe } from '@/lib/maintenance/readiness';
import type { Logger } from '@/lib/observability/log';
import { Metrics, type ProcessMetrics } from '@/lib/observability/metrics/metrics';
import type { Access } from '@/lib/registry/handle';
import { heldInQuarantine, heldTrashEntries, heldUploads } from '@/lib/storage/holdings';
import type { Storage, StorageReports } from '@/lib/storage/storage';
import { Audit } from './audit/audit';
import { auditOfAccess } from './audit/audit-of-access';
import { auditOfChange } from './audit/audit-of-change';
import { auditOfJob } from './audit/audit-of-job';
import { FiguresCache } from './figures-cache';
import { version } from './version';

/** What storage tells to metrics and to the audit trail. */
type Told = Required<Pick<StorageReports, 'onCorrupt' | 'onStored' | 'onChanged'>>;

/**
 * Metrics, the audit trail and health of one running server. Made before storage, whose reports it takes, and begun
 * when storage is open.
 */
export class Observation {
  readonly #config: Config;
  readonly #log: Logger;
  readonly #metrics = new Metrics(version);
  #others: () => Promise<ProcessMetrics[]> = async () => [];
  #begun: Begun | undefined;
  #ended = false;

  constructor(config: Config, log: Logger) {
    this.#config = config;
    this.#log = log;
  }

  /** To be told by storage. */
  readonly told: Told = {
    onCorrupt: (digest) => {
      this.#metrics.storage.corrupt();
      this.#begun?.audit.say('blob.corrupt', 'server', { digest });
    },
    onStored: (how, bytes) => this.#metrics.storage.stored(how, bytes),
    onChanged: (change) => {
      for (const record of auditOfChange(change)) this.#begun?.audit.record(record);
    },
  };

  /** Begins, with storage open. @param ending is aborted when the server begins to end */
  begin(storage: Storage, ending: AbortSignal): void {
    const { parts } = storage;
    const audit = new Audit(this.#config.log, parts.database, this.#log, (records) =>
      this.#metrics.storage.auditLost(records),
    );
    const onError = (error: unknown) => this.#log.error({ err: error }, 'the figures could not be read');
    this.#begun = {
      audit,
      storage,
      ending,
      jobs: new Jobs(parts),
      figures: new FiguresCache(parts, ending, onError),
      readiness: new ReadinessProbe({
        ...parts,
        freeBytesMin: this.#config.storage.freeBytesMin,
        isEnding: () => ending.aborted,
      }),
    };
    audit.say('server.start', 'server', {
      detail: { version, node: process.version, pid: process.pid, configuration: hashOf(this.#config) },
    });
  }

  /** The audit trail. */
  get audit(): Audit {
    return this.#running.audit;
  }

  /** Is told of each answered request. */
  answered(access: Access): void {
    const { method, route, status, durationMs, bytesIn, bytesOut, cut } = access;
    const code = access.error?.code;
    this.#metrics.requests.observe({ method, route, status, durationMs, bytesIn, bytesOut, code, cut });
    this.#begun?.audit.record(auditOfAccess(access, this.#config.log));
  }

  /** Is told of each run of a job that has ended. */
  ended(run: EndedRun): void {
    this.#begun?.audit.record(auditOfJob(run));
  }

  /** Whether the server can serve. */
  async readiness(): Promise<Readiness> {
    return await this.#running.readiness.check();
  }

  /** Says where the metrics of the other processes of this server come from. */
  joinedBy(others: () => Promise<ProcessMetrics[]>): void {
    this.#others = others;
  }

  /** What this process counts, for another process of this server. */
  async ofProcess(): Promise<ProcessMetrics> {
    return await this.#metrics.ofProcess(this.#running.storage.parts.cache);
  }

  /** What all processes of this server count. */
  async counted(): Promise<ProcessMetrics> {
    return await this.#metrics.ofServer(this.#running.storage.parts.cache, await this.#others());
  }

  /** How many files the process may have open, connections included; undefined where the system does not tell. */
  async openFilesMax(): Promise<number | undefined> {
    return (await this.#metrics.resources()).openFilesMax;
  }

  /** All metrics, in the text format of Prometheus: those of all processes of this server. */
  async expose(): Promise<{ contentType: string; text: string }> {
    const { storage, figures, readiness, ending } = this.#running;
    const { parts } = storage;
    const { status } = await readiness.check();
    const content = await figures.get();
    const [uploads, quarantine, trashEntries, disk] = await Promise.all([
      heldUploads(parts),
      heldInQuarantine(parts),
      heldTrashEntries(parts),
      parts.driver.room(parts.paths.root).catch(() => undefined), // `ready` says so.
    ]);
    const now = {
      content,
      disk,
      uploads,
      quarantine,
      trashEntries,
      cache: parts.cache,
      jobs: ending.aborted ? [] : readJobFigures(parts.database),
      quotas: ending.aborted ? [] : await readQuotaFigures(storage.quotas),
      ready: status !== 'unready',
      degraded: status === 'degraded',
    };
    return await this.#metrics.expose(now, await this.#others());
  }

  /** Everything that an administrator may want to know of the registry's health. */
  async health(): Promise<HealthReport> {
    const { storage, jobs, figures, readiness, ending } = this.#running;
    return await reportHealth(
      {
        parts: storage.parts,
        jobs,
        config: this.#config,
        readiness: await readiness.check(),
        resources: await this.#metrics.resources(),
        content: figures.known(),
      },
      ending,
    );
  }

  /** Does once what the first who asks for the health would wait for. */
  async warm(): Promise<void> {
    await this.health();
    await this.ofProcess();
  }

  /** What is to be done from time to time. */
  async tidy(): Promise<void> {
    const { audit, ending } = this.#running;
    const removed = await audit.expire(ending);
    if (removed > 0) this.#log.info({ removed }, 'old records of the audit trail were removed');
  }

  /** Ends, while storage is still open. */
  async close(): Promise<void> {
    await this.#running.figures.idle();
    this.end();
  }

  /** Writes what waits of the audit trail, at once: also for a process that exits before `close` had its turn. */
  end(): void {
    const { audit } = this.#running;
    if (!this.#ended) audit.say('server.stop', 'server', { detail: { pid: process.pid } });
    this.#ended = true;
    audit.close();
  }

  get #running(): Begun {
    if (!this.#begun) throw new Error('storage is not open yet');
    return this.#begun;
  }
}

interface Begun {
  audit: Audit;
  storage: Storage;
  ending: AbortSignal;
  jobs: Jobs;
  figures: FiguresCache;
  readiness: ReadinessProbe;
}

/** Tells whether two starts had the same settings, without telling the settings. */
function hashOf(config: Config): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(config)).digest('hex')}`;
}
