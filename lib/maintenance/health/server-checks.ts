import { databaseMadeAtMs } from '@/lib/database/notes';
import type { ProcessResources } from '@/lib/observability/metrics/metrics';
import type { StorageParts } from '@/lib/storage/storage';
import type { Readiness } from '../readiness';
import { type HealthCheck, ok, wrong } from './health-check';
import { sizeInWords, spanInWords } from './words';

/** The index is behind by so much before somebody should look: SQLite keeps it to a few mebibytes by itself. */
const databaseLogBytesMax = 256 * 1024 * 1024;
/** A request waits for so long when the event loop is late. */
const lagMsMax = 250;

/** What `/readyz` says. */
export function checkReadiness({ status, problems }: Readiness): HealthCheck {
  if (status === 'ready') return ok('readiness', 'The server takes new work.', { problems });
  return wrong(
    'readiness',
    status === 'degraded' ? 'warning' : 'failing',
    `${problems.map(({ detail }) => detail).join('; ')}.`,
    'The checks below say more.',
    { problems },
  );
}

/** The database is there and of a sensible size. */
export async function checkDatabase({ driver, paths, database }: StorageParts): Promise<HealthCheck> {
  const [file, log] = [await driver.stat(paths.database), await driver.stat(paths.databaseLog)];
  const data = {
    bytes: file?.size ?? 0,
    logBytes: log?.size ?? 0,
    createdAtMs: databaseMadeAtMs(database) ?? null,
  };
  const detail = `${sizeInWords(data.bytes)}, and ${sizeInWords(data.logBytes)} written ahead.`;
  if (!file) {
    return wrong(
      'database',
      'failing',
      'The file of the database is gone.',
      'Start the server again: the index is read again from the files. History and statistics are lost; no image is.',
      data,
    );
  }
  if (data.logBytes <= databaseLogBytesMax) return ok('database', detail, data);
  return wrong(
    'database',
    'warning',
    detail,
    'A process that reads keeps what is written ahead from being merged: look for a command that hangs.',
    data,
  );
}

/** Which processes have the data folder open. */
export async function checkProcesses({ processes }: StorageParts): Promise<HealthCheck> {
  const found = await processes.list();
  const dead = found.filter(({ alive }) => !alive);
  const data = { self: processes.id, processes: found };
  const detail = `Processes that have this folder open: ${found.length - dead.length}.`;
  if (dead.length === 0) return ok('processes', detail, data);
  return wrong(
    'processes',
    'warning',
    `${detail} ${dead.length} ended without saying so.`,
    'What they left is cleared when somebody meets it, and at the next start. If they were killed, look why: the log, the memory.',
    data,
  );
}

/** Memory, descriptors, and whether the event loop keeps up. */
export function checkResources(resources: ProcessResources): HealthCheck {
  const { residentBytes, openFiles, openFilesMax, eventLoopLagMs, uptimeMs } = resources;
  const detail = `${sizeInWords(residentBytes)} of memory, ${openFiles ?? 'unknown'} descriptors, event loop at most ${eventLoopLagMs.toFixed(0)} ms late (99 %), up for ${spanInWords(uptimeMs)}.`;
  const data = { ...resources };
  if (openFiles !== undefined && openFilesMax !== undefined && openFiles > openFilesMax * 0.8) {
    return wrong('resources', 'failing', detail, 'Raise the limit of open files (`ulimit -n`).', data);
  }
  if (eventLoopLagMs <= lagMsMax) return ok('resources', detail, data);
  return wrong(
    'resources',
    'warning',
    detail,
    'The machine is overloaded: look at its processors and its disk.',
    data,
  );
}
