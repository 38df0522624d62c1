import type { RepositoryName } from '@/lib/oci/repository-name';
import { poolFolders, poolOrphans } from '@/lib/storage/collection/pool-orphans';
import { heldTrashEntries } from '@/lib/storage/holdings';
import { ContentIndex } from '@/lib/storage/usage/content-index';
import { quarantinedBytes, temporaryFileBytes, uploadBytes } from '@/lib/storage/usage/temporary-content';
import { trashOnlyBytes } from '@/lib/storage/usage/trash-content';
import { Pace } from '../pace';
import { measureHoldings } from './measure-holdings';
import { measureReclaimable } from './measure-reclaimable';
import { type Measuring, pageRows, type UsageParts } from './measuring';
import type { RepositoryUsage, Usage } from './usage';

/** How to measure. */
export interface UsageOptions {
  /** `maintenance.gracePeriod`. */
  graceMs: number;
  /** Ends it. */
  signal: AbortSignal;
}

/**
 * Measures what everything takes, exactly. Brings the index up to date first, which costs what changed since that was
 * done last; then it goes through the index, in steps that let requests pass, with memory for the repositories alone.
 * @throws the signal's reason once it is aborted
 */
export async function measureUsage(parts: UsageParts, { graceMs, signal }: UsageOptions): Promise<Usage> {
  const index = new ContentIndex(parts.database);
  const measuring = { ...parts, index, pace: new Pace(signal) };
  await parts.catalog.freshenAll(async () => undefined, signal);
  signal.throwIfAborted();
  const repositories = new Map<RepositoryName, RepositoryUsage>();
  const reclaimable = { blobs: 0, bytes: 0, waitingBytes: 0 };
  for await (const repository of eachRepository(measuring)) {
    const usage = emptyUsage(repository);
    await measureManifests(measuring, usage);
    await measureTags(measuring, usage);
    repositories.set(repository, usage);
  }
  // So far, nothing but the manifests was added.
  const manifestBytes = sum([...repositories.values()], (usage) => usage.logicalBytes);
  const blobBytes = await measureHoldings(measuring, repositories);
  for (const repository of repositories.keys()) {
    await measureReclaimable(measuring, repository, graceMs, reclaimable);
  }
  const held = [...repositories.values()].filter(({ blobs, manifests }) => blobs + manifests > 0);
  for (const usage of held) usage.sharedBytes = usage.logicalBytes - usage.uniqueBytes;
  const trash = await added(measuring.pace, trashOnlyBytes(measuring));
  const quarantine = await added(measuring.pace, quarantinedBytes(parts));
  const uploads = await added(measuring.pace, uploadBytes(parts));
  const temporary = await added(measuring.pace, temporaryFileBytes(parts));
  const pool = await added(measuring.pace, poolGarbageBytes(measuring));
  const logicalBytes = sum(held, (usage) => usage.logicalBytes);
  const physicalBytes = blobBytes + manifestBytes;
  const others = [trash, quarantine, uploads, temporary, pool];
  return {
    takenAtMs: Date.now(),
    totals: {
      repositories: held.length,
      blobs: sum(held, (usage) => usage.blobs),
      manifests: sum(held, (usage) => usage.manifests),
      tags: sum(held, (usage) => usage.tags),
      logicalBytes,
      physicalBytes,
      savedBytes: logicalBytes - physicalBytes,
      reclaimable,
      trash: { entries: await heldTrashEntries(parts), bytes: trash.bytes },
      quarantine: { files: quarantine.count, bytes: quarantine.bytes },
      uploads: { sessions: uploads.count, bytes: uploads.bytes },
      temporary: { files: temporary.count, bytes: temporary.bytes },
      poolGarbage: { files: pool.count, bytes: pool.bytes },
      onDiskBytes: physicalBytes + sum(others, ({ bytes }) => bytes),
      disk: await parts.driver.room(parts.paths.root),
    },
    repositories: held,
  };
}

/** Every repository in ASCII order, once the rows of its blobs are exact. */
async function* eachRepository({ index, blobListing, pace }: Measuring): AsyncGenerator<RepositoryName> {
  let page = index.folders('', pageRows);
  while (page) {
    for (const repository of page.repositories) {
      await blobListing.freshen(repository);
      yield repository;
      await pace.breathe();
    }
    page = index.folders(page.last, pageRows);
  }
}

/** Every manifest is a file of its repository alone. */
async function measureManifests({ driver, paths, index, pace }: Measuring, usage: RepositoryUsage) {
  const { repository } = usage;
  let page = index.manifests(repository, '', pageRows);
  while (page) {
    let { bytes } = page;
    for (const digest of page.unsized) {
      bytes += (await driver.stat(paths.manifest(repository, digest)))?.size ?? 0;
    }
    usage.manifests += page.count;
    usage.logicalBytes += bytes;
    usage.uniqueBytes += bytes;
    await pace.breathe();
    page = index.manifests(repository, page.last, pageRows);
  }
}

async function measureTags({ index, pace }: Measuring, usage: RepositoryUsage) {
  let page = index.tags(usage.repository, '', tagRows);
  while (page) {
    usage.tags += page.count;
    await pace.breathe();
    page = index.tags(usage.repository, page.last, tagRows);
  }
}

/** Tags are counted in the database. */
const tagRows = 4_000;

/** What only the pool has, no repository can show: a crash in the midst of a push or of a collection left it. */
async function* poolGarbageBytes({ pace, ...parts }: Measuring): AsyncGenerator<number> {
  for (const folder of poolFolders()) {
    for await (const { bytes } of poolOrphans(parts, folder, () => pace.breathe())) yield bytes;
  }
}

/** @returns how many sizes come, and the sum */
async function added(pace: Pace, sizes: AsyncIterable<number>) {
  const all = { count: 0, bytes: 0 };
  for await (const bytes of sizes) {
    all.count += 1;
    all.bytes += bytes;
    await pace.breathe();
  }
  return all;
}

function sum<T>(all: readonly T[], bytesOf: (one: T) => number): number {
  return all.reduce((bytes, one) => bytes + bytesOf(one), 0);
}

function emptyUsage(repository: RepositoryName): RepositoryUsage {
  return { repository, logicalBytes: 0, uniqueBytes: 0, sharedBytes: 0, blobs: 0, manifests: 0, tags: 0 };
}
