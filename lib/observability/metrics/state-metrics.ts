import { Counter, Gauge, type Registry } from 'prom-client';
import type { ContentFigures, Figures, JobFigures, QuotaFigures } from './figures';

/** What is so now: read when somebody asks, the same from every process on the data folder. */
export class StateMetrics {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Takes over the figures of this moment, in place of those before. */
  set(figures: Figures): void {
    const { disk, uploads, quarantine, trashEntries } = figures;
    this.#set('cyberdock_ready', Number(figures.ready));
    this.#set('cyberdock_degraded', Number(figures.degraded));
    if (disk) {
      this.#set('cyberdock_disk_bytes', disk.bytes);
      this.#set('cyberdock_disk_free_bytes', disk.freeBytes);
    }
    this.#set('cyberdock_uploads_open', uploads.count);
    this.#set('cyberdock_uploads_bytes', uploads.bytes);
    this.#set('cyberdock_quarantine_files', quarantine.count);
    this.#set('cyberdock_quarantine_bytes', quarantine.bytes);
    this.#set('cyberdock_trash_entries', trashEntries);
    this.#jobs(figures.jobs);
    this.#quotas(figures.quotas);
    if (figures.content) this.#content(figures.content);
  }

  #jobs(jobs: JobFigures[]): void {
    for (const { kind, runs, running, lastSuccessAtMs, lastSuccessMs } of jobs) {
      for (const [result, count] of Object.entries(runs)) {
        this.#count('cyberdock_job_runs_total', count, { kind, result });
      }
      this.#set('cyberdock_job_running', Number(running), { kind });
      if (lastSuccessAtMs === undefined || lastSuccessMs === undefined) continue;
      this.#set('cyberdock_job_last_success_timestamp_seconds', lastSuccessAtMs / 1000, { kind });
      this.#set('cyberdock_job_last_success_duration_seconds', lastSuccessMs / 1000, { kind });
    }
  }

  #quotas(quotas: QuotaFigures[]): void {
    for (const { name, of } of quotaGauges) {
      this.#gauge(name).reset(); // A quota that is gone, or not among the nearest to its end any more.
      for (const quota of quotas) {
        const value = quota[of];
        if (value !== undefined) this.#set(name, value, { namespace: quota.namespace });
      }
    }
  }

  #content({ atMs, repositories, largest, rest, blobs, verifiedFiles }: ContentFigures): void {
    this.#set('cyberdock_figures_timestamp_seconds', atMs / 1000);
    this.#set('cyberdock_repositories', repositories);
    this.#set('cyberdock_blobs', blobs.count);
    this.#set('cyberdock_blob_bytes', blobs.bytes);
    this.#set('cyberdock_verified_files', verifiedFiles);
    const shown = repositories > largest.length ? [...largest, { name: 'other', ...rest }] : largest;
    for (const { name, of } of repositoryGauges) {
      this.#gauge(name).reset(); // A repository that is gone, or not among the largest any more.
      for (const one of shown) this.#set(name, one[of], { repository: one.name });
    }
  }

  #set(name: StateName, value: number, labels: Record<string, string> = {}): void {
    this.#gauge(name).set(labels, value);
  }

  /** A count that is kept elsewhere. */
  #count(name: StateName, value: number, labels: Record<string, string> = {}): void {
    const counter = this.#metric(name, (options) => new Counter(options)) as Counter;
    counter.remove(labels);
    counter.inc(labels, value);
  }

  #gauge(name: StateName): Gauge {
    return this.#metric(name, (options) => new Gauge(options)) as Gauge;
  }

  #metric(name: StateName, make: (options: MetricOptions) => Counter | Gauge) {
    const [help, labelNames] = descriptions[name];
    return (
      this.#registry.getSingleMetric(name) ?? make({ name, help, labelNames, registers: [this.#registry] })
    );
  }
}

interface MetricOptions {
  name: string;
  help: string;
  labelNames: string[];
  registers: Registry[];
}

/** The gauges of one repository, and which of its figures each has. A repository is never named `other`. */
const repositoryGauges = [
  { name: 'cyberdock_repository_bytes', of: 'bytes' },
  { name: 'cyberdock_repository_manifests', of: 'manifests' },
  { name: 'cyberdock_repository_tags', of: 'tags' },
] as const;

/** The gauges of one namespace with a quota. */
const quotaGauges = [
  { name: 'cyberdock_quota_bytes', of: 'bytes' },
  { name: 'cyberdock_quota_used_bytes', of: 'usedBytes' },
  { name: 'cyberdock_quota_repositories', of: 'repositories' },
  { name: 'cyberdock_quota_used_repositories', of: 'usedRepositories' },
] as const;

/** What each says, and its labels. */
const descriptions = {
  cyberdock_ready: ['1 when the server takes new work, as /readyz says.', []],
  cyberdock_degraded: ['1 when something is wrong that does not keep the server from serving.', []],
  cyberdock_disk_bytes: ['The size of the file system of the data folder.', []],
  cyberdock_disk_free_bytes: ['What is free on the file system of the data folder.', []],
  cyberdock_uploads_open: ['Upload sessions that were begun and not finished.', []],
  cyberdock_uploads_bytes: ['Bytes that open upload sessions have.', []],
  cyberdock_quarantine_files: ['Corrupt files in quarantine.', []],
  cyberdock_quarantine_bytes: ['Bytes of the corrupt files in quarantine.', []],
  cyberdock_trash_entries: ['Deletions that can be undone.', []],
  cyberdock_job_runs_total: ['Runs of jobs on the data folder, by how they ended.', ['kind', 'result']],
  cyberdock_job_running: ['1 while a job of this kind runs, in whatever process.', ['kind']],
  cyberdock_job_last_success_timestamp_seconds: ['When the last run that succeeded ended.', ['kind']],
  cyberdock_job_last_success_duration_seconds: ['How long the last run that succeeded took.', ['kind']],
  cyberdock_figures_timestamp_seconds: ['When the figures of the content were read.', []],
  cyberdock_repositories: ['Repositories that hold a manifest.', []],
  cyberdock_blobs: ['Blobs, each counted once for the whole registry.', []],
  cyberdock_blob_bytes: ['Bytes of the blobs, each counted once for the whole registry.', []],
  cyberdock_verified_files: ['Files that scrub has compared with their digest.', []],
  cyberdock_quota_bytes: ['What the quota of a namespace allows it to hold.', ['namespace']],
  cyberdock_quota_used_bytes: ['What a namespace holds, as its quota counts it.', ['namespace']],
  cyberdock_quota_repositories: ['How many repositories the quota of a namespace allows.', ['namespace']],
  cyberdock_quota_used_repositories: ['How many repositories a namespace has.', ['namespace']],
  cyberdock_repository_bytes: ['Bytes of the manifests and blobs of a repository.', ['repository']],
  cyberdock_repository_manifests: ['Manifests of a repository.', ['repository']],
  cyberdock_repository_tags: ['Tags of a repository.', ['repository']],
} satisfies Record<string, [help: string, labels: string[]]>;

type StateName = keyof typeof descriptions;
