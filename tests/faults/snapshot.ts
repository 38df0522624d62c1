import type { Digest } from '@/lib/oci/digest';
import { algorithmOf, digestOf } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';
import { inspectDataFolder, temporaryFiles } from '../harness/data-folder';
import { inspectTrash } from '../harness/trash-folder';

/**
 * What a data folder holds: `repository kind name`, and the digest that a tag points to; with the kind `condemned`, what
 * collection may take, and with `restorable tag` and the like, what the trash can bring back.
 */
export type Snapshot = Map<string, string>;

/** Reads every name of a data folder as a client would, and compares the lists with the disk. */
export async function snapshotOf(
  storage: Storage,
  root: string,
): Promise<{ snapshot: Snapshot; problems: string[] }> {
  const { repositories, problems } = await inspectDataFolder(root);
  const snapshot: Snapshot = new Map();
  for (const { name, blobs, manifests, tags, condemned } of repositories) {
    for (const digest of condemned) snapshot.set(`${name} condemned ${digest}`, digest);
    const repository = name as RepositoryName;
    for (const digest of blobs) {
      const bytes = await readBlob(storage, repository, digest as Digest);
      if (bytes && digestOf(bytes, algorithmOf(digest as Digest)) === digest)
        snapshot.set(`${name} blob ${digest}`, digest);
      else problems.push(`${name}: blob ${digest} is on disk, and not served as it is`);
    }
    for (const digest of manifests) {
      const stored = await storage.manifests.read(repository, digest as Digest);
      if (stored && digestOf(stored.bytes) === digest) snapshot.set(`${name} manifest ${digest}`, digest);
      else problems.push(`${name}: manifest ${digest} is on disk, and not served as it is`);
    }
    for (const [tag, digest] of tags) {
      snapshot.set(`${name} tag ${tag}`, digest);
      const protection = await storage.tagProtections.of(repository, tag as Tag);
      if (protection) snapshot.set(`${name} protected ${tag}`, String(protection.by));
      const [newest] = await storage.history.events(repository, { tag: tag as Tag, limit: 1 });
      if (newest && newest.to !== digest)
        problems.push(`${name}: the history of ${tag} ends with ${newest.to}, on disk is ${digest}`);
    }
    const listed = (await storage.listTags(repository, { limit: 1000 }))?.tags ?? [];
    const expected = [...tags].map(([tag, digest]) => `${tag} ${digest}`).sort();
    if (JSON.stringify(listed.map((one) => `${one.name} ${one.digest}`)) !== JSON.stringify(expected))
      problems.push(`${name}: the list of tags is ${JSON.stringify(listed)}, on disk are ${expected}`);
  }
  const trash = await inspectTrash(root);
  problems.push(...trash.problems);
  for (const [what, digest] of trash.restorable) {
    const [repository, ...rest] = what.split(' ');
    snapshot.set(`${repository} restorable ${rest.join(' ')}`, digest);
  }
  const page = await storage.listRepositories({ limit: 1000 });
  const holding = repositories.filter(({ manifests }) => manifests.size > 0).map(({ name }) => name);
  if (JSON.stringify(page.names) !== JSON.stringify(holding.sort()))
    problems.push(`the catalog lists ${page.names}, on disk are ${holding}`);
  return { snapshot, problems };
}

/** What is left in `temp/` once no process uses the folder. */
export async function leftovers(root: string): Promise<string[]> {
  const { others } = await temporaryFiles(root);
  // A process's file that was cut short: it is removed when it has been silent for a minute, for it may be written now.
  return others.filter((file) => !file.endsWith('.new')).map((file) => `left behind: temp/${file}`);
}

/**
 * Compares what is there with what may be there.
 * @param allowed snapshots of which each name must agree with one
 */
export function differences(actual: Snapshot, ...allowed: Snapshot[]): string[] {
  const keys = new Set([actual, ...allowed].flatMap((snapshot) => [...snapshot.keys()]));
  return [...keys]
    .filter((key) => allowed.every((snapshot) => snapshot.get(key) !== actual.get(key)))
    .map((key) => `${key} is ${actual.get(key)}, not ${allowed.map((one) => one.get(key)).join(' or ')}`);
}

/** What was there before, and is neither there now nor to be restored. */
export function lost(actual: Snapshot, before: Snapshot): string[] {
  const isSafe = ([what, value]: [string, string]) => {
    const [repository, ...rest] = what.split(' ');
    const name = rest.filter((word) => word !== 'restorable').join(' ');
    const places = [`${repository} ${name}`, `${repository} restorable ${name}`];
    return rest[0] === 'condemned' || places.some((one) => actual.get(one) === value);
  };
  return [...before].filter((entry) => !isSafe(entry)).map(([what]) => `${what} is lost`);
}

async function readBlob(
  storage: Storage,
  repository: RepositoryName,
  digest: Digest,
): Promise<Buffer | undefined> {
  const opened = await storage.blobs.open(repository, digest);
  if (!opened?.handle) return opened?.bytes;
  try {
    const bytes = await opened.handle.readFile();
    return (await opened.sound) ? bytes : undefined;
  } finally {
    await opened.handle.close();
  }
}
