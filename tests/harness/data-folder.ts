import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** What `inspectDataFolder` looks at besides the content itself. */
export interface Inspection {
  /** Files that an earlier look found right are not read again. Keep one map for one folder. */
  verified?: Map<string, string>;
  /**
   * Whether a manifest's content must be there, referrers complete, and the pool behind every blob. A crash
   * may leave these to the next start; names and bytes it may not.
   */
  relations?: boolean;
}

/** One repository as it lies on disk. */
export interface RepositoryOnDisk {
  name: string;
  /** Digests of the manifests. */
  manifests: Set<string>;
  /** The digest that each tag points to. */
  tags: Map<string, string>;
  blobs: Set<string>;
  /** Blobs and manifests that collection may take: those that have lost the right to be written. */
  condemned: Set<string>;
}

/**
 * Looks through a data folder without the help of the product: every file under a digest's name must have that
 * digest, every tag must resolve, every manifest's content must be there, and no other name may stand there.
 * @returns the repositories, and every problem as a sentence; no problem is a sound folder.
 */
export async function inspectDataFolder(
  root: string,
  inspection: Inspection = {},
): Promise<{ repositories: RepositoryOnDisk[]; problems: string[] }> {
  const problems: string[] = [];
  const repositories: RepositoryOnDisk[] = [];
  const relations = inspection.relations ?? true;
  const check = new ContentCheck(inspection.verified ?? new Map(), problems);
  await walkRepositories(path.join(root, 'repositories'), '', async (name, folder) => {
    repositories.push(await inspectRepository(name, folder, { check, problems, relations, root }));
  });
  await inspectPool(path.join(root, 'pool'), check, problems);
  return { repositories, problems };
}

/** Every file in `temp/` but the reserve and those of processes that live: of `uploads` the folders, of the rest the files. */
export async function temporaryFiles(root: string): Promise<{ uploads: string[]; others: string[] }> {
  const temp = path.join(root, 'temp');
  const others: string[] = [];
  for (const folder of await names(temp)) {
    if (folder === 'uploads' || folder === 'reserve') continue;
    const inside = await names(path.join(temp, folder)).catch(() => undefined);
    if (inside === undefined) {
      others.push(folder);
      continue;
    }
    for (const name of inside) {
      if (folder === 'processes' && (await isOfLivingProcess(path.join(temp, folder, name)))) continue;
      others.push(path.join(folder, name));
    }
  }
  return { uploads: await names(path.join(temp, 'uploads')), others };
}

/** The path of a blob's file in the pool. */
export function poolFile(root: string, digest: string): string {
  const [algorithm = '', hex = ''] = digest.split(':');
  return path.join(root, 'pool', algorithm, hex.slice(0, 2), hex);
}

/** The path of a blob, manifest or tag in a repository's folder. */
export function repositoryFile(
  root: string,
  repository: string,
  kind: 'blobs' | 'manifests',
  name: string,
): string {
  return path.join(root, 'repositories', repository, kind, name);
}

interface Context {
  check: ContentCheck;
  problems: string[];
  relations: boolean;
  root: string;
}

/** Visits what looks like a repository, in `repositories` or in the trash. */
export async function walkRepositories(
  folder: string,
  name: string,
  visit: (name: string, folder: string) => Promise<void>,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const isRepository = name.includes('/') && entries.some((entry) => /^(manifests|blobs)$/.test(entry.name));
  if (isRepository) await visit(name, folder);
  for (const entry of entries) {
    if (isRepository && /^(manifests|blobs|referrers)$/.test(entry.name)) continue;
    const child = name === '' ? entry.name : `${name}/${entry.name}`;
    if (entry.isDirectory()) await walkRepositories(path.join(folder, entry.name), child, visit);
  }
}

async function inspectRepository(name: string, folder: string, context: Context): Promise<RepositoryOnDisk> {
  const { check, problems, relations, root } = context;
  const repository: RepositoryOnDisk = {
    name,
    manifests: new Set(),
    tags: new Map(),
    blobs: new Set(),
    condemned: new Set(),
  };
  const noteMode = async (file: string, digest: string) => {
    const mode = ((await statOrMissing(file))?.mode ?? 0o640) & 0o7777;
    if (mode === 0o440) repository.condemned.add(digest);
    else if (mode !== 0o640) problems.push(`${file} has the permissions ${mode.toString(8)}`);
  };
  for (const digest of await names(path.join(folder, 'blobs'))) {
    const file = path.join(folder, 'blobs', digest);
    if (!(await check.hasDigest(file, digest))) continue;
    repository.blobs.add(digest);
    await noteMode(file, digest);
    if (relations && (await statOrMissing(poolFile(root, digest))) === undefined) {
      problems.push(`the pool has no file behind ${file}`);
    }
  }
  const links: string[] = [];
  for (const entry of await readdir(path.join(folder, 'manifests'), { withFileTypes: true }).catch(
    () => [],
  )) {
    const file = path.join(folder, 'manifests', entry.name);
    if (entry.isSymbolicLink()) links.push(entry.name);
    else if (await check.hasDigest(file, entry.name)) {
      repository.manifests.add(entry.name);
      await noteMode(file, entry.name);
    }
  }
  for (const tag of links) {
    const target = await readlink(path.join(folder, 'manifests', tag)).catch(() => '');
    if (!tagPattern.test(tag)) problems.push(`${folder}: a symlink named ${tag} is no tag`);
    else if (!repository.manifests.has(target))
      problems.push(`${folder}: tag ${tag} points to ${target}, which is not there`);
    else repository.tags.set(tag, target);
  }
  if (relations) await inspectRelations(folder, repository, problems);
  return repository;
}

interface ManifestDocument {
  config?: { digest: string };
  layers?: { digest: string }[];
  manifests?: { digest: string; mediaType: string }[];
  subject?: { digest: string };
}

async function inspectRelations(
  folder: string,
  repository: RepositoryOnDisk,
  problems: string[],
): Promise<void> {
  const expected = new Set<string>();
  for (const digest of repository.manifests) {
    const file = path.join(folder, 'manifests', digest);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const document = JSON.parse(text) as ManifestDocument;
    const blobs = [...(document.config ? [document.config] : []), ...(document.layers ?? [])];
    for (const blob of blobs) {
      if (!repository.blobs.has(blob.digest))
        problems.push(`${file} names blob ${blob.digest}, which is not there`);
    }
    for (const child of document.manifests ?? []) {
      // BuildKit's cache is an index of blobs.
      if (!repository.manifests.has(child.digest) && !repository.blobs.has(child.digest))
        problems.push(`${file} names manifest ${child.digest}, which is not there`);
    }
    if (document.subject) expected.add(`${document.subject.digest}/${digest}`);
  }
  for (const subject of await names(path.join(folder, 'referrers'))) {
    for (const digest of await names(path.join(folder, 'referrers', subject))) {
      const entry = `${subject}/${digest}`;
      if (!expected.delete(entry))
        problems.push(`${folder}/referrers/${entry} is of no manifest that is there`);
      const target = await readlink(path.join(folder, 'referrers', entry)).catch(() => undefined);
      if (target !== `../../manifests/${digest}`)
        problems.push(`${folder}/referrers/${entry} points to ${target}`);
    }
  }
  for (const entry of expected) problems.push(`${folder}/referrers/${entry} is missing`);
}

async function inspectPool(pool: string, check: ContentCheck, problems: string[]): Promise<void> {
  for (const algorithm of await names(pool)) {
    for (const prefix of await names(path.join(pool, algorithm))) {
      for (const hex of await names(path.join(pool, algorithm, prefix))) {
        if (!hex.startsWith(prefix)) problems.push(`${hex} lies in the pool's folder ${prefix}`);
        await check.hasDigest(path.join(pool, algorithm, prefix, hex), `${algorithm}:${hex}`);
      }
    }
  }
}

/** Compares files with the digest in their name; one inode is read once, whatever names it has. */
class ContentCheck {
  constructor(
    private readonly verified: Map<string, string>,
    private readonly problems: string[],
  ) {}

  async hasDigest(file: string, digest: string): Promise<boolean> {
    if (!digestPattern.test(digest)) {
      this.problems.push(`${file} is named neither after a digest nor a tag`);
      return false;
    }
    const stat = await statOrMissing(file);
    if (stat === undefined) return false;
    if (!stat.isFile()) {
      this.problems.push(`${file} is not a regular file`);
      return false;
    }
    const identity = `${stat.ino} ${stat.size} ${stat.mtimeMs} ${digest.split(':', 1)[0]}`;
    const actual = this.verified.get(identity) ?? (await digestOfFile(file, digest.split(':', 1)[0] ?? ''));
    if (actual === undefined) return false;
    if (actual !== digest) {
      this.problems.push(`${file} (${stat.size} bytes) has the digest ${actual}`);
      return false;
    }
    this.verified.set(identity, actual);
    return true;
  }
}

async function digestOfFile(file: string, algorithm: string): Promise<string | undefined> {
  const hash = createHash(algorithm);
  try {
    for await (const part of createReadStream(file)) hash.update(part as Buffer);
  } catch {
    // It was removed between the listing and this look.
    return undefined;
  }
  return `${algorithm}:${hash.digest('hex')}`;
}

async function isOfLivingProcess(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number(/"pid":(\d+)/.exec(text)?.[1] ?? Number.NaN);
  return !Number.isNaN(pid) && (await statOrMissing(`/proc/${pid}`)) !== undefined;
}

async function statOrMissing(file: string): Promise<Stats | undefined> {
  return await lstat(file).catch(() => undefined);
}

async function names(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
