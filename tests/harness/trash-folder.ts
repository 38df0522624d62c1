import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryFile, walkRepositories } from './data-folder';

/** What the trash of a data folder can bring back. */
export interface TrashOnDisk {
  /** `repository tag name`, `repository manifest digest` and `repository blob digest`, and the digest. */
  restorable: Map<string, string>;
  problems: string[];
}

interface Entry {
  repository: string;
  tags: { name: string; digest: string }[];
  digests: string[];
}

/**
 * Looks through the trash of a data folder without the help of the product: all that an entry needs to be restored
 * must be in the trash or still in the repository, under its own digest, and nothing may be held that no entry needs.
 */
export async function inspectTrash(root: string): Promise<TrashOnDisk> {
  const trash: TrashOnDisk = { restorable: new Map(), problems: [] };
  const folder = path.join(root, 'trash', 'entries');
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) {
      trash.problems.push(`trash/entries/${name} is left`);
      continue;
    }
    const entry = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Entry;
    for (const tag of entry.tags) trash.restorable.set(`${entry.repository} tag ${tag.name}`, tag.digest);
    for (const digest of entry.digests) await follow(root, entry.repository, digest, name, trash);
  }
  await walkRepositories(path.join(root, 'trash', 'repositories'), '', async (repository, place) => {
    for (const kind of ['manifests', 'blobs'] as const) {
      for (const digest of await readdir(path.join(place, kind)).catch(() => [])) {
        const needed = trash.restorable.has(`${repository} ${kind.slice(0, -1)} ${digest}`);
        if (!needed) trash.problems.push(`trash: no entry needs ${kind}/${digest} of ${repository}`);
        if (!(await soundIn(path.join(place, kind, digest), digest)))
          trash.problems.push(`trash: ${kind}/${digest} of ${repository} has another digest`);
      }
    }
  });
  return trash;
}

/** Notes a manifest and all that it needs. */
async function follow(
  root: string,
  repository: string,
  digest: string,
  by: string,
  trash: TrashOnDisk,
): Promise<void> {
  const key = `${repository} manifest ${digest}`;
  if (trash.restorable.has(key)) return;
  const bytes = await find(root, repository, 'manifests', digest);
  if (!bytes) {
    trash.problems.push(`trash entry ${by}: ${digest} is neither there nor in ${repository}`);
    return;
  }
  trash.restorable.set(key, digest);
  const { config, layers = [], manifests = [] } = JSON.parse(String(bytes)) as Document;
  for (const blob of config ? [config, ...layers] : layers) {
    if (await find(root, repository, 'blobs', blob.digest))
      trash.restorable.set(`${repository} blob ${blob.digest}`, blob.digest);
    else trash.problems.push(`trash entry ${by}: ${blob.digest} is neither there nor in ${repository}`);
  }
  for (const child of manifests) await follow(root, repository, child.digest, by, trash);
}

interface Document {
  config?: { digest: string };
  layers?: { digest: string }[];
  manifests?: { digest: string }[];
}

/** The bytes that the trash or the repository has under a digest, if they are right. */
async function find(
  root: string,
  repository: string,
  kind: 'manifests' | 'blobs',
  digest: string,
): Promise<Buffer | undefined> {
  const kept = path.join(root, 'trash', 'repositories', repository, kind, digest);
  return (
    (await soundIn(kept, digest)) ?? (await soundIn(repositoryFile(root, repository, kind, digest), digest))
  );
}

async function soundIn(file: string, digest: string): Promise<Buffer | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  const [algorithm = ''] = digest.split(':');
  if (!bytes) return undefined;
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` === digest ? bytes : undefined;
}
