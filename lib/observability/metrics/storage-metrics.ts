import { Counter, type Registry } from 'prom-client';

/** What happens to content in this process. */
export class StorageMetrics {
  readonly #stored: Counter<'how'>;
  readonly #storedBytes: Counter<'how'>;
  readonly #corrupt: Counter;
  readonly #auditLost: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#stored = new Counter({
      name: 'cyberdock_blobs_stored_total',
      help: 'Blobs that repositories got: new, deduplicated (pushed, and the pool had them), or mounted.',
      labelNames: ['how'],
      registers,
    });
    this.#storedBytes = new Counter({
      name: 'cyberdock_blobs_stored_bytes_total',
      help: 'Bytes of the blobs that repositories got; those deduplicated or mounted took no space.',
      labelNames: ['how'],
      registers,
    });
    this.#corrupt = new Counter({
      name: 'cyberdock_corrupt_found_total',
      help: 'Files that this process found not to match their digest, and put in quarantine.',
      registers,
    });
    this.#auditLost = new Counter({
      name: 'cyberdock_audit_lost_total',
      help: 'Records of the audit trail that could not be written to the file or to the table.',
      registers,
    });
    for (const how of ['new', 'deduplicated', 'mounted']) {
      this.#stored.inc({ how }, 0);
      this.#storedBytes.inc({ how }, 0);
    }
  }

  /** A repository got a blob. */
  stored(how: 'new' | 'deduplicated' | 'mounted', bytes: number): void {
    this.#stored.inc({ how });
    this.#storedBytes.inc({ how }, bytes);
  }

  /** A corrupt file was found. */
  corrupt(): void {
    this.#corrupt.inc();
  }

  /** Records of the audit trail were given up. */
  auditLost(records: number): void {
    this.#auditLost.inc(records);
  }
}
