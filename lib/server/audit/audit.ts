import type { Config } from '@/lib/config';
import { AuditStore } from '@/lib/database/audit-store';
import type { Database } from '@/lib/database/database';
import { AuditFile } from '@/lib/observability/audit/audit-file';
import { type AuditAction, type AuditRecord, toLine } from '@/lib/observability/audit/audit-record';
import { AuditTrail } from '@/lib/observability/audit/audit-trail';
import type { Logger } from '@/lib/observability/log';
import { securityEventOf } from './security-event';

/** The audit trail of a process: to the file and to the table. */
export class Audit {
  /** For asking. */
  readonly store: AuditStore;
  readonly #trail: AuditTrail;
  readonly #file: AuditFile;
  readonly #ageMs: number;
  readonly #log: Logger;

  /** @param onLost is told how many records were given up */
  constructor(
    config: Config['log'],
    database: Database,
    log: Logger,
    onLost: (records: number) => void = () => undefined,
  ) {
    this.store = new AuditStore(database);
    this.#ageMs = config.auditAgeMs;
    this.#log = log;
    this.#file = new AuditFile({
      folder: config.auditFolder,
      bytesMax: config.auditFileBytes,
      ageMs: config.auditAgeMs,
    });
    const table = (records: readonly AuditRecord[]) => {
      this.store.append(records);
      return records.length;
    };
    this.#trail = new AuditTrail(
      [
        { name: 'file', append: (records) => this.#file.append(records) },
        { name: 'table', append: table },
      ],
      {
        onFailed: (sink, error) =>
          log.error({ sink, err: error }, 'the audit trail can not be written: its records wait'),
        onLost: (sink, records) => {
          onLost(records);
          log.error({ sink, records }, 'records of the audit trail were lost: it could not be written');
        },
      },
    );
  }

  /** Takes a record, if there is one; a security event goes to the log as well. Never throws. */
  record(record: AuditRecord | undefined): void {
    if (!record) return;
    this.#trail.record(record);
    const event = securityEventOf(record);
    if (event === undefined) return;
    const { atMs: _, action, ...what } = record;
    this.#log.info({ event, action, ...what }, 'security event');
  }

  /** Takes a record of what a process does by itself. */
  say(action: AuditAction, actor: string, more: Partial<AuditRecord> = {}): void {
    this.record({ atMs: Date.now(), actor, action, result: 'ok', ...more });
  }

  /** A record as the file has it. */
  line(record: AuditRecord): string {
    return toLine(record);
  }

  /** Removes what is older than the trail is to be kept, in small steps. @returns how many records of the table */
  async expire(signal: AbortSignal): Promise<number> {
    this.#file.expire();
    let removed = 0;
    while (!signal.aborted) {
      const some = this.store.expire(Date.now() - this.#ageMs);
      if (some === 0) break;
      removed += some;
      await new Promise(setImmediate);
    }
    return removed;
  }

  /** Writes what waits, at once. */
  flush(): void {
    this.#trail.flush();
  }

  /** Writes what waits, before the database is closed. */
  close(): void {
    this.#trail.close();
    this.#file.close();
  }
}
