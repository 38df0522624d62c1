import type { Logger } from 'pino';
import type { Config } from '@/lib/config';
import { Jobs } from '@/lib/maintenance/jobs';
import { createLog } from '@/lib/observability/log';
import { Storage } from '@/lib/storage/storage';

/** What the command line works with: the data folder, open, beside a server or without one. */
export interface Toolbox {
  config: Config;
  log: Logger;
  storage: Storage;
  jobs: Jobs;
  /** Frees the data folder. */
  close: () => Promise<void>;
}

/**
 * Opens the data folder for the command line.
 * @throws UnusableFolder
 */
export async function openToolbox(config: Config): Promise<Toolbox> {
  const log = createLog({ ...config.log, level: 'warn' });
  const storage = await Storage.open(config, {
    onCorrupt: (digest) => log.error({ digest }, 'content is corrupt and was put in quarantine'),
    onBrokenTags: (repository, tags) => log.warn({ repository, tags }, 'tags point to nothing'),
    onDamagedDatabase: (file) => log.error({ file }, 'the database was damaged and is begun anew'),
  });
  return { config, log, storage, jobs: new Jobs(storage.parts), close: () => storage.close() };
}
