import { liveRepositories } from '@/lib/storage/repositories-on-disk';
import { BackupFolder, RefusedFolder, syncTree } from '@/lib/storage/snapshot/backup-folder';
import { type BackupName, backupNameAt, SnapshotPaths } from '@/lib/storage/snapshot/backup-paths';
import { bytesToCopy } from '@/lib/storage/snapshot/bytes-to-copy';
import { writeContents } from '@/lib/storage/snapshot/contents';
import type { ContentsLine, Description, LeftOut } from '@/lib/storage/snapshot/description';
import { CopyPlacer, LinkPlacer, type Placer } from '@/lib/storage/snapshot/placers';
import { RepositorySnapshot } from '@/lib/storage/snapshot/repository-snapshot';
import type { StorageParts } from '@/lib/storage/storage';
import type { JobContext } from '../jobs';

/** How to make a backup. */
export interface BackupOptions {
  /** Where backups lie, each in a folder of its own. */
  folder: string;
  /** The version of CyberDock. */
  tool: string;
  /** How many finished backups stay, the new one among them; all of them when absent. */
  keep?: number;
  /** Goes on in a folder with backups of another data folder. */
  takeOver?: boolean;
  /** Copies also where links are possible. */
  copy?: boolean;
}

/** What a backup came to. */
export interface BackupReport extends Description {
  name: BackupName;
  /** Where it is. */
  place: string;
  /** How long the lock of a repository was held at most, in milliseconds. */
  heldMsMax: number;
  /** Interrupted backups, and old ones beyond those that stay, that were removed. */
  removedPartials: number;
  removed: BackupName[];
}

/**
 * Makes a backup of a data folder that is in use. Runs as the job `backup`, so there is no other.
 * @throws RefusedFolder
 */
export async function makeBackup(
  parts: StorageParts,
  { folder, tool, keep, takeOver = false, copy = false }: BackupOptions,
  { pace, progress, signal }: JobContext,
): Promise<BackupReport> {
  const { driver, paths, processes } = parts;
  const startedAtMs = Date.now();
  const backups = await BackupFolder.open(driver, folder, paths);
  const before = await backups.list();
  const other = before.findLast(({ description }) => description.source !== paths.root);
  if (other && !takeOver) {
    throw new RefusedFolder(
      `${folder} has backups of another data folder, ${other.description.source}: give each its own, or add --take-over if this is the same registry in a new place`,
    );
  }
  const removedPartials = await backups.removePartials();
  const mode = !copy && (await backups.canLinkFrom(paths, processes)) ? 'link' : 'copy';
  const previous = before.findLast(({ description }) => description.mode === 'copy');
  const previousPaths = previous && new SnapshotPaths(backups.paths.finished(previous.name));
  if (mode === 'copy') await requireRoom(parts, folder, previousPaths, pace);

  const name = backupNameAt(startedAtMs);
  const target = new SnapshotPaths(backups.paths.partial(name));
  await driver.makeFolders(target.repositories, target.pool);
  // What is in the database beyond the files, history, is not to tell of what the files do not have yet.
  parts.database.copyInto(target.database);
  const placing = { driver, paths, quarantine: parts.quarantine, target };
  const placer = mode === 'link' ? new LinkPlacer(placing) : new CopyPlacer(placing, previousPaths);
  const taken = await takeRepositories(parts, placer, target, { pace, progress, signal });
  const contents = await writeContents(driver, target, taken.lines);
  await syncTree(driver, target.root);
  const description: Description = {
    format: 1,
    finished: true,
    tool,
    source: paths.root,
    mode,
    startedAt: new Date(startedAtMs).toISOString(),
    endedAt: new Date().toISOString(),
    database: true,
    ...countsOf(taken.lines),
    bytes: placer.tally.bytes,
    copied: placer.tally.copied,
    copiedBytes: placer.tally.copiedBytes,
    leftOut: taken.leftOut,
    contents,
  };
  await backups.finish(name, description);
  const removed = keep === undefined ? [] : await removeOld(backups, keep);
  const place = backups.paths.finished(name);
  return { ...description, name, place, heldMsMax: taken.heldMsMax, removedPartials, removed };
}

interface Taken {
  lines: ContentsLine[];
  leftOut: LeftOut[];
  heldMsMax: number;
}

async function takeRepositories(
  parts: StorageParts,
  placer: Placer,
  target: SnapshotPaths,
  { pace, progress, signal }: JobContext,
): Promise<Taken> {
  const taken: Taken = { lines: [], leftOut: [], heldMsMax: 0 };
  const driver = parts.driver.unsynced();
  for await (const repository of liveRepositories(parts)) {
    signal.throwIfAborted();
    const snapshot = new RepositorySnapshot({ ...parts, driver, placer, target, pace }, repository);
    const contents = await snapshot.take();
    if (!contents) continue;
    const { leftOut, heldMsMax, ...line } = contents;
    taken.lines.push(line);
    for (const one of leftOut) taken.leftOut.push(one);
    taken.heldMsMax = Math.max(taken.heldMsMax, heldMsMax);
    progress({ repositories: taken.lines.length, bytes: placer.tally.bytes });
  }
  return taken;
}

function countsOf(lines: ContentsLine[]) {
  const sum = (of: (line: ContentsLine) => number) => lines.reduce((total, line) => total + of(line), 0);
  return {
    repositories: lines.length,
    tags: sum(({ tags }) => tags.length),
    manifests: sum(({ manifests }) => manifests.length),
    blobs: sum(({ blobs }) => blobs),
  };
}

/** A disk that is too small is better known before than when it is full. */
async function requireRoom(
  parts: StorageParts,
  folder: string,
  previous: SnapshotPaths | undefined,
  pace: JobContext['pace'],
): Promise<void> {
  const needed = await bytesToCopy(parts.driver, parts.paths, previous, pace);
  const { freeBytes } = await parts.driver.room(folder);
  if (needed <= freeBytes) return;
  throw new RefusedFolder(
    `the disk of ${folder} has ${freeBytes} bytes free, and ${needed} are to be copied: make room, or keep fewer backups`,
  );
}

async function removeOld(backups: BackupFolder, keep: number): Promise<BackupName[]> {
  const names = (await backups.list()).map(({ name }) => name);
  const old = names.slice(0, Math.max(0, names.length - Math.max(keep, 1)));
  for (const name of old) await backups.remove(name);
  return old;
}
