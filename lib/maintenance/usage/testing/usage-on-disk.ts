import type { Stats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { RepositoryUsage, UsageTotals } from '../usage';

/** A name on disk. */
interface Found {
  /** Relative to the data folder. */
  file: string;
  stat: Stats;
}

/**
 * For tests: what `measureUsage` is to tell with a grace period of nothing, found without any index: by a walk over all
 * names, with all inodes in memory.
 */
export async function usageOnDisk(root: string) {
  const all = await walk(root, '');
  const files = all.filter(({ stat }) => stat.isFile());
  const below = (...folders: string[]) =>
    files.filter(({ file }) => folders.some((folder) => file.startsWith(`${folder}/`)));
  const held = below('repositories').filter(({ file }) => /\/(manifests|blobs)\/sha256:/.test(file));
  const heldInodes = inodes(held);
  const trash = below('trash/repositories').filter(({ stat }) => !heldInodes.has(stat.ino));
  const trashInodes = inodes(below('trash/repositories'));
  const quarantine = below('quarantine');
  const uploads = below('temp/uploads').filter(({ file }) => file.endsWith('/data'));
  const poolGarbage = below('pool').filter(({ stat }) => stat.nlink === 1);
  const repositories = perRepository(all, held);
  const logicalBytes = repositories.reduce((sum, { logicalBytes }) => sum + logicalBytes, 0);
  const physicalBytes = once(held);
  const elsewhere = inodes([...held, ...below('trash/repositories')]);
  const isElsewhere = (inode: number) => elsewhere.has(inode);
  const totals: Omit<UsageTotals, 'disk'> = {
    repositories: repositories.length,
    blobs: repositories.reduce((sum, { blobs }) => sum + blobs, 0),
    manifests: repositories.reduce((sum, { manifests }) => sum + manifests, 0),
    tags: repositories.reduce((sum, { tags }) => sum + tags, 0),
    logicalBytes,
    physicalBytes,
    savedBytes: logicalBytes - physicalBytes,
    reclaimable: await reclaimable(root, held, new Set([...trashInodes, ...inodes(quarantine)])),
    trash: { entries: below('trash/entries').length, bytes: once(trash) },
    quarantine: {
      files: quarantine.length,
      bytes: once(quarantine.filter(({ stat }) => !isElsewhere(stat.ino))),
    },
    uploads: { sessions: uploads.length, bytes: once(uploads) },
    temporary: { files: below('temp/files').length, bytes: once(below('temp/files')) },
    poolGarbage: { files: poolGarbage.length, bytes: once(poolGarbage) },
    // Nothing is left out of the parts: this is every content file, once.
    onDiskBytes: once([
      ...held,
      ...below('trash/repositories', 'quarantine', 'temp/files', 'pool'),
      ...uploads,
    ]),
  };
  return { totals, repositories };
}

async function walk(root: string, folder: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of await fs.readdir(path.join(root, folder))) {
    const file = path.join(folder, name);
    const stat = await fs.lstat(path.join(root, file));
    found.push(...(stat.isDirectory() ? await walk(root, file) : [{ file, stat }]));
  }
  return found;
}

const inodes = (found: Found[]) => new Set(found.map(({ stat }) => stat.ino));

/** The bytes of all these files, each once. */
function once(found: Found[]): number {
  const sizes = new Map(found.map(({ stat }) => [stat.ino, stat.size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function repositoryOfFile(file: string): RepositoryName {
  return file.replace(/^repositories\//, '').replace(/\/(manifests|blobs)\/[^/]+$/, '') as RepositoryName;
}

function perRepository(all: Found[], held: Found[]): RepositoryUsage[] {
  const names = [...new Set(held.map(({ file }) => repositoryOfFile(file)))].sort();
  return names.map((repository) => {
    const own = held.filter(({ file }) => repositoryOfFile(file) === repository);
    const others = inodes(held.filter(({ file }) => repositoryOfFile(file) !== repository));
    const logicalBytes = own.reduce((sum, { stat }) => sum + stat.size, 0);
    const uniqueBytes = own
      .filter(({ stat }) => !others.has(stat.ino))
      .reduce((sum, { stat }) => sum + stat.size, 0);
    const isIn = (part: string) => (one: Found) =>
      path.dirname(one.file) === `repositories/${repository}/${part}`;
    return {
      repository,
      logicalBytes,
      uniqueBytes,
      sharedBytes: logicalBytes - uniqueBytes,
      blobs: own.filter(isIn('blobs')).length,
      manifests: own.filter(isIn('manifests')).length,
      tags: all.filter(isIn('manifests')).filter(({ stat }) => stat.isSymbolicLink()).length,
    };
  });
}

/** Blobs of which no name is in the trash or in quarantine, or in a repository whose manifests have it in their text. */
async function reclaimable(
  root: string,
  held: Found[],
  kept: Set<number>,
): Promise<UsageTotals['reclaimable']> {
  const texts = new Map<RepositoryName, string>();
  for (const { file } of held.filter(({ file }) => file.includes('/manifests/'))) {
    const repository = repositoryOfFile(file);
    texts.set(repository, (texts.get(repository) ?? '') + (await fs.readFile(path.join(root, file), 'utf8')));
  }
  const blobs = held.filter(({ file }) => file.includes('/blobs/'));
  const named = inodes(
    blobs.filter(({ file }) => texts.get(repositoryOfFile(file))?.includes(path.basename(file))),
  );
  const free = new Map(
    blobs
      .filter(({ stat }) => !named.has(stat.ino) && !kept.has(stat.ino))
      .map(({ stat }) => [stat.ino, stat]),
  );
  const sum = (stats: Stats[]) => stats.reduce((bytes, { size }) => bytes + size, 0);
  const all = [...free.values()];
  const waiting = all.filter(({ mode }) => (mode & 0o777) !== 0o440);
  return { blobs: all.length, bytes: sum(all), waitingBytes: sum(waiting) };
}
