import { setTimeout as delay } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import { algorithmOf, type Digest, digestOf } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from '../driver';
import { manifestOn } from '../manifest-on-disk';
import type { StoragePaths } from '../paths';
import { configBytesMax, type Label, labelledConfig, labelsOf } from './labels-of';

/** How long who searches waits for what is not read yet. */
const waitMsMax = 100;
/** How long after a push what it brought is read, unless somebody searches before: pushes come first. */
const restMs = 1_000;
/** Manifests that are read at a time. */
const readAtOnce = 8;

interface Parts {
  database: Database;
  driver: FileSystemDriver;
  paths: StoragePaths;
}

interface Due {
  repository: RepositoryName;
  digest: Digest;
}

/**
 * Reads the labels and annotations of the manifests that the index knows into the database, behind requests: of what is
 * pushed, and of what was there before there was such an index.
 */
export class LabelReader {
  readonly #parts: Parts;
  readonly #ending = new AbortController();
  #passing: Promise<void> | undefined;
  #soon: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether some are being read. */
  get isReading(): boolean {
    return this.#passing !== undefined;
  }

  /** Begins to read what is not read yet, and goes on behind. */
  begin(): void {
    if (this.#ending.signal.aborted || this.#passing !== undefined || this.#due('', '').length === 0) return;
    this.#passing = this.#readAll()
      // A full or busy disk leaves them due: the writes that matter tell of it.
      .catch(() => undefined)
      .finally(() => {
        this.#passing = undefined;
      });
  }

  /** Begins soon. To be called at each push: it costs nothing. */
  beginSoon(): void {
    if (this.#soon !== undefined || this.#ending.signal.aborted) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.begin();
    }, restMs).unref();
  }

  /** Reads all that is not read yet, for as long as a reader may wait; the rest goes on behind. Never throws. */
  async catchUp(): Promise<void> {
    this.begin();
    if (this.#passing === undefined) return;
    const waiting = new AbortController();
    const late = delay(waitMsMax, undefined, { signal: waiting.signal }).catch(() => undefined); // Came in time.
    await Promise.race([this.#passing, late]);
    waiting.abort();
  }

  /** Ends, also in the midst of it. */
  async close(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#soon);
    await this.#passing;
  }

  async #readAll(): Promise<void> {
    let due = this.#due('', '');
    while (due.length > 0 && !this.#ending.signal.aborted) {
      // What can not be read stays due, and keeps none of the others from it.
      const labels = await Promise.allSettled(due.map((one) => this.#read(one)));
      if (this.#ending.signal.aborted) return;
      this.#parts.database.transaction(() => {
        for (const [at, one] of due.entries()) {
          const read = labels[at];
          if (read?.status === 'fulfilled') this.#record(one, read.value);
        }
      });
      await new Promise(setImmediate);
      const last = due.at(-1);
      // What came before it meanwhile is read in the next pass.
      due = last && !this.#ending.signal.aborted ? this.#due(last.repository, last.digest) : [];
    }
  }

  /** What is not there, or not sound, has none: once it is back, it is read again with all that is known of it. */
  async #read({ repository, digest }: Due): Promise<Label[]> {
    const { driver, paths } = this.#parts;
    const manifest = (await manifestOn({ driver, paths }, repository, digest))?.manifest;
    if (!manifest) return [];
    const config = labelledConfig(manifest);
    const read = config && (await driver.read(paths.blob(repository, config.digest), configBytesMax));
    const isSound = read && digestOf(read.bytes, algorithmOf(config.digest)) === config.digest;
    return labelsOf(manifest, isSound ? read.bytes : undefined);
  }

  #record({ repository, digest }: Due, labels: readonly Label[]): void {
    const { database } = this.#parts;
    const { query } = database;
    // It may have been removed while it was read: then its rows would stay for ever.
    const isKnown = query.selectFrom('manifest_fact').select('digest').where('repository', '=', repository);
    if (!database.first(isKnown.where('digest', '=', digest))) return;
    const before = query.deleteFrom('manifest_label').where('repository', '=', repository);
    database.run(before.where('digest', '=', digest));
    if (labels.length > 0) {
      const rows = labels.map((label) => ({ repository, digest, ...label }));
      database.run(query.replaceInto('manifest_label').values(rows));
    }
    const read = query.updateTable('manifest_fact').set({ labels_read: 1 });
    database.run(read.where('repository', '=', repository).where('digest', '=', digest));
  }

  #due(repository: string, digest: string): Due[] {
    return this.#all(sql<Due>`
      SELECT repository, digest FROM manifest_fact
      WHERE labels_read IS NULL AND (repository, digest) > (${repository}, ${digest})
      ORDER BY repository, digest LIMIT ${readAtOnce}`);
  }

  #all<Row>(query: RawBuilder<Row>): Row[] {
    return this.#parts.database.all({ compile: () => query.compile(this.#parts.database.query) });
  }
}
