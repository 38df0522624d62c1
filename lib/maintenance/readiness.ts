import type { Database } from '@/lib/database/database';
import type { FileSystemDriver } from '@/lib/storage/driver';
import type { StoragePaths } from '@/lib/storage/paths';
import type { Processes } from '@/lib/storage/processes';
import { errnoOf } from '@/lib/storage/storage-error';

/** Whether the server takes new work, and what is wrong. */
export interface Readiness {
  /** `degraded`: it serves, but not everything, as pushes on a full disk. */
  status: 'ready' | 'degraded' | 'unready';
  problems: ReadinessProblem[];
}

/** One thing that is wrong. The text names no path: whoever probes is not signed in. */
export interface ReadinessProblem {
  check: 'ending' | 'root' | 'disk' | 'database';
  /** Whether the server can still serve. */
  degraded: boolean;
  detail: string;
}

/** What readiness looks at. */
export interface ReadinessParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
  database: Database;
  /** With less room than this, pushes are refused. */
  freeBytesMin: number;
  /** Whether the server ends and takes no new work. */
  isEnding: () => boolean;
}

/** Probes may come many times a second; the answer is at most this old. */
const cachedMs = 1_000;
/** A disk that does not answer for this long does not serve either. */
const answerMsMax = 2_000;

/** Tells whether the server can serve, by doing a little of it. */
export class ReadinessProbe {
  readonly #parts: ReadinessParts;
  /** The file that was there at the first look. */
  #databaseInode: number | undefined;
  #last: { atMs: number; problems: Promise<ReadinessProblem[]> } | undefined;

  constructor(parts: ReadinessParts) {
    this.#parts = parts;
  }

  /** Whether the server can serve: found out at most once a second. Never throws. */
  async check(): Promise<Readiness> {
    // Known at once, and not to be told a second late.
    if (this.#parts.isEnding()) {
      return {
        status: 'unready',
        problems: [{ check: 'ending', degraded: false, detail: 'the server is ending' }],
      };
    }
    if (!this.#last || performance.now() - this.#last.atMs >= cachedMs) {
      this.#last = { atMs: performance.now(), problems: this.#problems() };
    }
    const problems = await this.#last.problems;
    const unready = problems.some(({ degraded }) => !degraded);
    return { status: unready ? 'unready' : problems.length > 0 ? 'degraded' : 'ready', problems };
  }

  async #problems(): Promise<ReadinessProblem[]> {
    const found = await Promise.all([
      within(answerMsMax, this.#root()).catch((error) => asProblem('root', 'the data folder', error)),
      within(answerMsMax, this.#disk()).catch((error) => asProblem('disk', 'the disk', error)),
      this.#database().catch((error) => asProblem('database', 'the database', error)),
    ]);
    const problems = found.filter((problem) => problem !== undefined);
    // A disk without a byte is met by the file that is written and by the look at its room: told once.
    return [...new Map(problems.map((problem) => [problem.check, problem])).values()];
  }

  /** Reads the folder of repositories, and writes and reads a file as a push does. */
  async #root(): Promise<ReadinessProblem | undefined> {
    const { driver, paths, processes } = this.#parts;
    if (!(await driver.stat(paths.repositories))?.isFolder) {
      return unready('root', 'the folder of repositories is gone');
    }
    for await (const _ of driver.names(paths.repositories)) break;
    const file = paths.temporaryFile(processes.id);
    try {
      await driver.writeTemporary(file, probeText);
      const read = await driver.read(file, 4096);
      if (String(read?.bytes) === probeText) return undefined;
      return unready('root', 'what is written to the data folder does not read the same');
    } catch (error) {
      // What is told of a full disk is that pushes fail; it still serves.
      if (isFull(error)) return fullDisk;
      throw error;
    } finally {
      await driver.remove(file);
    }
  }

  async #disk(): Promise<ReadinessProblem | undefined> {
    const { driver, paths, freeBytesMin } = this.#parts;
    const { freeBytes } = await driver.room(paths.root);
    return freeBytes < freeBytesMin ? lowDisk : undefined;
  }

  async #database(): Promise<ReadinessProblem | undefined> {
    const { driver, paths, database } = this.#parts;
    // SQLite goes on with a file that was deleted; what it writes then is lost at the next start.
    const file = await driver.stat(paths.database);
    this.#databaseInode ??= file?.inode;
    // A command may have made a new one meanwhile, which is not the one that is open here.
    if (!file?.isFile || file.inode !== this.#databaseInode) {
      return unready('database', 'the file of the database is gone: start the server again');
    }
    database.first(database.query.selectFrom('note').select('key').limit(1));
    return undefined;
  }
}

const probeText = 'probe';

const fullDisk: ReadinessProblem = {
  check: 'disk',
  degraded: true,
  detail: 'the disk is full: pushes are refused, pulls and deletions go on',
};

/** How much is left is not said: it would tell whoever watches it whether a push brought something new. */
const lowDisk: ReadinessProblem = {
  ...fullDisk,
  detail: 'the disk has less left than storage.minFreeSpace: pushes are refused, pulls and deletions go on',
};

function unready(check: ReadinessProblem['check'], detail: string): ReadinessProblem {
  return { check, degraded: false, detail };
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errnoOf(error) ?? '');
}

function asProblem(check: ReadinessProblem['check'], what: string, error: unknown): ReadinessProblem {
  const why = error instanceof NoAnswer ? 'does not answer' : `fails (${errnoOf(error) ?? 'see the log'})`;
  return unready(check, `${what} ${why}`);
}

class NoAnswer extends Error {}

/** The promise, or a failure when it takes too long: a call to a dead disk may never return. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer()), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
