import type { UsageOrder } from '@/lib/dashboard/administration/storage-asks';
import {
  type StorageAnswer,
  storageDaysAnswer,
  storageDaysQuery,
  storageQuery,
} from '@/lib/dashboard/administration/storage-contract';
import type { BackupReport } from '@/lib/maintenance/backup/backup';
import { figuresInWords } from '@/lib/maintenance/usage/figures-in-words';
import { topRepositories, type Usage } from '@/lib/maintenance/usage/usage';
import { dayOf } from '@/lib/storage/figures/days';
import { registryDays } from '@/lib/storage/figures/registry-days';
import type { Server } from '../../server';
import { apiRoute } from '../api-route';

const repositoriesMax = 50;

/** `GET /api/v1/storage`: what everything takes on disk, `storageAnswer`. */
export const getStorage = apiRoute({ for: 'auditor', query: storageQuery }, async ({ server, query }) => {
  const { maintenance, storage, backup } = server.config;
  const { usage, isMeasuring } = await server.usage.get();
  const answer: StorageAnswer = {
    nowMs: Date.now(),
    isMeasuring,
    usage: usage ? shownUsage(usage, query.sort, storage.freeBytesMin) : null,
    graceMs: maintenance.graceMs,
    collectionIntervalMs: maintenance.collectionIntervalMs,
    scrubPeriodMs: maintenance.scrubPeriodMs,
    backup: { folder: backup.folder ?? null, keep: backup.keep, last: lastBackup(server) },
  };
  return { json: answer };
});

function lastBackup({ jobs }: Pick<Server, 'jobs'>): StorageAnswer['backup']['last'] {
  const [run] = jobs.list({ kind: 'backup', state: 'done', limit: 1 });
  if (!run) return null;
  const { bytes, repositories } = run.result as BackupReport;
  return { job: run.id, endedAtMs: run.endedAtMs ?? run.startedAtMs, bytes, repositories };
}

/** `GET /api/v1/storage/days`: what the registry was day by day, `storageDaysAnswer`. */
export const getStorageDays = apiRoute(
  { for: 'auditor', query: storageDaysQuery },
  async ({ server, query }) => {
    const today = dayOf(Date.now());
    const days = registryDays(server.content.parts.database, today - Number(query.days) + 1);
    return { json: storageDaysAnswer.parse({ today, days }) };
  },
);

function shownUsage(usage: Usage, sort: UsageOrder, freeBytesMin: number): StorageAnswer['usage'] {
  const { totals, repositories } = usage;
  const { physicalBytes, reclaimable, trash, quarantine, uploads, temporary, poolGarbage } = totals;
  return {
    takenAtMs: usage.takenAtMs,
    figures: figuresInWords(totals, freeBytesMin),
    parts: {
      inUse: physicalBytes - reclaimable.bytes,
      reclaimable: reclaimable.bytes + poolGarbage.bytes,
      trash: trash.bytes,
      quarantine: quarantine.bytes,
      arriving: uploads.bytes + temporary.bytes,
    },
    savedBytes: totals.savedBytes,
    sharingRatio: physicalBytes > 0 ? totals.logicalBytes / physicalBytes : null,
    onDiskBytes: totals.onDiskBytes,
    waitingBytes: reclaimable.waitingBytes,
    disk: totals.disk,
    repositories: topRepositories(usage, sort, repositoriesMax),
    repositoriesTotal: repositories.length,
  };
}
