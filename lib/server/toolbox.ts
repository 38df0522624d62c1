import type { Logger } from 'pino';
import { type Auth, openAuth } from '@/lib/auth/auth';
import { Throttle } from '@/lib/auth/throttle';
import type { Config } from '@/lib/config';
import { Jobs } from '@/lib/maintenance/jobs';
import { createLog } from '@/lib/observability/log';
import { Storage } from '@/lib/storage/storage';
import { Audit } from './audit/audit';
import { auditOfChange } from './audit/audit-of-change';
import { auditOfJob } from './audit/audit-of-job';

/** What the command line works with: the data folder, open, beside a server or without one. */
export interface Toolbox {
  config: Config;
  log: Logger;
  storage: Storage;
  jobs: Jobs;
  /** Accounts, tokens and rules: what changes here counts in a running server within a second. */
  auth: Auth;
  /** The audit trail: what changes tags, manifests, and jobs tell it by themselves. */
  audit: Audit;
  /** Frees the data folder. */
  close: () => Promise<void>;
}

/**
 * Opens the data folder for the command line.
 * @throws UnusableFolder
 */
export async function openToolbox(config: Config): Promise<Toolbox> {
  const log = createLog({ ...config.log, level: 'warn' });
  let audit: Audit | undefined;
  const storage = await Storage.open(config, {
    onChanged: (change) => {
      for (const record of auditOfChange(change)) audit?.record(record);
    },
    onCorrupt: (digest) => log.error({ digest }, 'content is corrupt and was put in quarantine'),
    onBrokenTags: (repository, tags) => log.warn({ repository, tags }, 'tags point to nothing'),
    onDamagedDatabase: (file) => log.error({ file }, 'the database was damaged and is begun anew'),
  });
  const trail = new Audit(config.log, storage.parts.database, log);
  audit = trail;
  return {
    config,
    log,
    storage,
    audit: trail,
    auth: openAuth(config, storage.parts.database, new Throttle(), (problem) =>
      log.warn({ problem }, 'htpasswd'),
    ),
    jobs: new Jobs(storage.parts, (run) => trail.record(auditOfJob(run))),
    close: async () => {
      trail.close();
      await storage.close();
    },
  };
}
