import type { Config } from '@/lib/config';
import type { ContentFigures } from '@/lib/observability/metrics/figures';
import type { ProcessResources } from '@/lib/observability/metrics/metrics';
import type { StorageParts } from '@/lib/storage/storage';
import type { Jobs } from '../jobs';
import type { Readiness } from '../readiness';
import {
  checkDisk,
  checkPermissions,
  checkQuarantine,
  checkStructure,
  checkSymlinks,
  checkUploads,
} from './folder-checks';
import type { HealthCheck, HealthCheckName } from './health-check';
import { checkCollection, checkConsistency, checkJobs, checkVerification, notDone } from './job-checks';
import { checkDatabase, checkProcesses, checkReadiness, checkResources } from './server-checks';

/** All that can be said of the registry's health, for its administrators. */
export interface HealthReport {
  /** The worst of the checks. */
  status: HealthCheck['status'];
  atMs: number;
  checks: HealthCheck[];
}

/** What the report is made from. */
export interface HealthSources {
  parts: StorageParts;
  jobs: Jobs;
  config: Config;
  readiness: Readiness;
  resources: ProcessResources;
  /** What the registry holds, if it was counted already. */
  content: ContentFigures | undefined;
}

/** Looks at everything once. A check that fails is told as one that fails; the others go on. */
export async function reportHealth(sources: HealthSources, signal: AbortSignal): Promise<HealthReport> {
  const { parts, jobs, config, readiness, resources, content } = sources;
  const { uptimeMs } = resources;
  const looks: [HealthCheckName, () => HealthCheck | Promise<HealthCheck>][] = [
    ['readiness', () => checkReadiness(readiness)],
    ['directory-structure', () => checkStructure(parts)],
    ['permissions', () => checkPermissions(parts)],
    ['symlinks', () => checkSymlinks(parts, signal)],
    ['disk-space', () => checkDisk(parts, config.storage.freeBytesMin)],
    ['consistency', () => checkConsistency(jobs)],
    ['verification', () => checkVerification(jobs, content, config.maintenance, uptimeMs)],
    ['quarantine', () => checkQuarantine(parts)],
    ['uploads', () => checkUploads(parts, config.storage.uploadTimeoutMs)],
    ['collection', () => checkCollection(jobs, config.maintenance, uptimeMs)],
    ['jobs', () => checkJobs(jobs)],
    ['database', () => checkDatabase(parts)],
    ['processes', () => checkProcesses(parts)],
    ['resources', () => checkResources(resources)],
  ];
  const checks: HealthCheck[] = [];
  for (const [name, look] of looks) {
    checks.push(await (async () => look())().catch((error: unknown) => notDone(name, error)));
  }
  const worst = (['failing', 'warning'] as const).find((status) =>
    checks.some((check) => check.status === status),
  );
  return { status: worst ?? 'ok', atMs: Date.now(), checks };
}
