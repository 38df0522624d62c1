import type { Digest } from '@/lib/oci/digest';
import { digestOf } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';
import { inspectDataFolder, temporaryFiles } from '../harness/data-folder';

/** What a data folder holds: `repository kind name`, and the digest that a tag points to. */
export type Snapshot = Map<string, string>;

/** Reads every name of a data folder as a client would, and compares the lists with the disk. */
export async function snapshotOf(
  storage: Storage,
  root: string,
): Promise<{ snapshot: Snapshot; problems: string[] }> {
  const { repositories, problems } = await inspectDataFolder(root);
  const snapshot: Snapshot = new Map();
  for (const { name, blobs, manifests, tags } of repositories) {
    const repository = name as RepositoryName;
    for (const digest of blobs) {
      const bytes = await readBlob(storage, repository, digest as Digest);
      if (bytes && digestOf(bytes) === digest) snapshot.set(`${name} blob ${digest}`, digest);
      else problems.push(`${name}: blob ${digest} is on disk, and not served as it is`);
    }
    for (const digest of manifests) {
      const stored = await storage.manifests.read(repository, digest as Digest);
      if (stored && digestOf(stored.bytes) === digest) snapshot.set(`${name} manifest ${digest}`, digest);
      else problems.push(`${name}: manifest ${digest} is on disk, and not served as it is`);
    }
    for (const [tag, digest] of tags) snapshot.set(`${name} tag ${tag}`, digest);
    const listed = (await storage.listTags(repository, { limit: 1000 }))?.tags ?? [];
    const expected = [...tags].map(([tag, digest]) => `${tag} ${digest}`).sort();
    if (JSON.stringify(listed.map((one) => `${one.name} ${one.digest}`)) !== JSON.stringify(expected))
      problems.push(`${name}: the list of tags is ${JSON.stringify(listed)}, on disk are ${expected}`);
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
