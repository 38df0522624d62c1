import { type AuditRecord, bounded } from './audit-record';

/** A place where records are written: the file, the table. */
export interface AuditSink {
  name: string;
  /** Writes records, and returns how many of them, from the first, are written. @throws when none is */
  append: (records: readonly AuditRecord[]) => number;
}

/** What the trail tells of itself. */
export interface AuditReports {
  /** A place can't be written to; records wait for it. Told once until it can be. */
  onFailed: (sink: string, error: unknown) => void;
  /** Records were given up, because a place could not be written to for too long. */
  onLost: (sink: string, records: number) => void;
}

/** How many records wait at most before they are written. */
export const batchMax = 200;
/** How long a record waits at most. */
const waitMs = 1_000;
/** How many records wait for a place that can't be written to. */
const waitingMax = 10_000;

/**
 * The audit trail: takes records at once and writes them together, every second, or as soon as there are 200.
 *
 * A `kill -9` loses what came in the last second; the end of the server, by signal, loses nothing. When a place can't be
 * written to, its records wait, up to 10,000 of them, and the others go on.
 */
export class AuditTrail {
  readonly #places: Place[];
  readonly #reports: AuditReports;
  #unwritten = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(sinks: AuditSink[], reports: AuditReports) {
    this.#places = sinks.map((sink) => ({ sink, waiting: [], failing: false }));
    this.#reports = reports;
  }

  /** Takes a record. Never throws: what was done is done, whether it can be written or not. */
  record(record: AuditRecord): void {
    const kept = bounded(record);
    for (const { waiting } of this.#places) waiting.push(kept);
    this.#unwritten += 1;
    if (this.#unwritten >= batchMax) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), waitMs).unref();
  }

  /** Writes all that waits, as far as it can be written. Never throws. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unwritten = 0;
    for (const place of this.#places) this.#write(place);
    // What can't be written now is tried again, even if nothing more is done.
    if (this.#places.some(({ waiting }) => waiting.length > 0)) {
      this.#timer = setTimeout(() => this.flush(), waitMs).unref();
    }
  }

  /** Writes all that waits and takes no further time. Call `flush` again after a late record. */
  close(): void {
    this.flush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #write(place: Place): void {
    const { sink, waiting } = place;
    try {
      while (waiting.length > 0) {
        const written = sink.append(waiting.slice(0, batchMax));
        if (written === 0) throw new Error('there is no room');
        waiting.splice(0, written);
      }
      place.failing = false;
    } catch (error) {
      if (!place.failing) this.#reports.onFailed(sink.name, error);
      place.failing = true;
      const lost = waiting.length - waitingMax;
      if (lost <= 0) return;
      waiting.splice(0, lost);
      this.#reports.onLost(sink.name, lost);
    }
  }
}

interface Place {
  sink: AuditSink;
  waiting: AuditRecord[];
  failing: boolean;
}
