import { LRUCache } from 'lru-cache';
import { isDamage } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { repositoriesOnDisk } from '@/lib/storage/repositories-on-disk';
import type { StorageParts } from '@/lib/storage/storage';
import type { Pace } from '../pace';
import { checkBlobs } from './blobs';
import { confirm } from './confirm';
import { type CheckContext, namesIn, type Suspicion } from './context';
import { checkDatabaseFile, checkIndex } from './database';
import { type Finding, finding } from './finding';
import { checkManifests } from './manifests';
import { checkPool } from './pool';
import { checkProtections } from './protections';
import { checkQuarantine } from './quarantine';
import { checkReferrers } from './referrers';
import { checkStructure } from './structure';
import { checkTags } from './tags';
import { checkTrash } from './trash';
import { checkTemporaryFiles, checkUploads } from './uploads';

/** What a check is given. */
export interface CheckOptions {
  parts: StorageParts;
  pace: Pace;
  /** Also reads the bytes of every blob, each inode once, and lets SQLite check its file. */
  deep?: boolean;
  /** What was changed less than this ago may be in the making, and is not called broken; in milliseconds. */
  youngMs?: number;
  /** How long a request may leave names half changed without a lock; 0 where nothing else runs. In milliseconds. */
  calmMs?: number;
  /** Is told of each repository before it is looked at. */
  onRepository?: (repository: RepositoryName) => void;
}

/** How long an upload or a blob may be half made before it counts as left behind. */
const youngMsDefault = 60_000;
/** Far longer than a request takes from one name to the next. */
const calmMsDefault = 100;
/** How many files that were read are remembered: some 20 MiB. */
const hashedMax = 100_000;

/**
 * Looks through the whole data folder and tells what is not as it should be. It changes nothing but the index, which it
 * brings up to date, and it may run beside any number of servers: what their requests explain is no finding.
 * @throws the reason of the signal that ends its pace
 */
export async function* check(options: CheckOptions): AsyncGenerator<Finding> {
  const { parts, pace, deep = false, youngMs = youngMsDefault, calmMs = calmMsDefault } = options;
  const hashed = new LRUCache<string, boolean>({ max: hashedMax });
  const context: CheckContext = { parts, pace, deep, youngMs, startedAtMs: Date.now(), hashed };
  // What other processes found corrupt since this one started.
  await parts.quarantine.refresh();
  const areas: [string, () => AsyncGenerator<Suspicion>][] = [
    ['structure', () => checkStructure(context)],
    ['database', () => checkDatabaseFile(context)],
    ['index', () => checkIndex(context)],
    ['repositories', () => checkRepositories(context, options)],
    ['pool', () => checkPool(context)],
    ['uploads', () => checkUploads(context)],
    ['temporary files', () => checkTemporaryFiles(context)],
    ['trash', () => checkTrash(context)],
    ['quarantine', () => checkQuarantine(context)],
  ];
  for (const [name, area] of areas) {
    try {
      yield* confirm(context, area(), calmMs);
    } catch (error) {
      if (!isDamage(error)) throw error;
      const path = parts.paths.relative(parts.paths.database);
      yield finding(
        'damaged-database',
        { path },
        `the check of the ${name} was cut short: ${(error as Error).message}`,
      );
    }
  }
}

async function* checkRepositories(
  context: CheckContext,
  { onRepository }: CheckOptions,
): AsyncGenerator<Suspicion> {
  const { paths, blobListing } = context.parts;
  for await (const repository of repositoriesOnDisk(
    (folder) => namesIn(context, folder),
    (prefix) => paths.folder(prefix),
  )) {
    onRepository?.(repository);
    yield* checkTags(context, repository);
    yield* checkProtections(context, repository);
    yield* checkManifests(context, repository);
    yield* checkReferrers(context, repository);
    yield* checkBlobs(context, repository);
    await blobListing.freshen(repository); // The look at the pool counts with it who holds what.
  }
}
