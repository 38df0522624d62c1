import path from 'node:path';
import { type algorithms, isDigest } from '@/lib/oci/digest';
import { isTag } from '@/lib/oci/reference';
import { isRepositoryName } from '@/lib/oci/repository-name';
import type { FileStat } from '@/lib/storage/driver';
import { type FolderPrefix, isUploadId, protectionsFolder } from '@/lib/storage/paths';
import { childFolder, repositoryFolders } from '@/lib/storage/repositories-on-disk';
import { type CheckContext, isUnreadable, type Suspicion, suspect } from './context';
import { type FindingKind, finding } from './finding';

/** What a name in a folder may be. One that is free to be anybody's, as a namespace, is a stranger when it is no folder. */
type Expected =
  | { as: 'folder'; names: Naming; free?: boolean }
  /** A file or a symlink. What it holds, and whether it is the right one of both, another area looks at. */
  | { as: 'entry' }
  /** A folder that is not ours to look into. */
  | { as: 'other' };

/** What may stand in a folder; `undefined` for a stranger. */
type Naming = ((name: string) => Expected | undefined) & {
  /** Names that must be there. */
  needed?: readonly string[];
};

const entry: Expected = { as: 'entry' };
const entries = (isName: (name: string) => boolean): Expected => ({
  as: 'folder',
  names: (name) => (isName(name) ? entry : undefined),
});
const fixed = (table: Record<string, Expected>): Expected => ({
  as: 'folder',
  names: Object.assign((name: string) => (Object.hasOwn(table, name) ? table[name] : undefined), {
    needed: Object.entries(table).flatMap(([name, { as }]) => (as === 'folder' ? [name] : [])),
  }),
});

const pool = (hexLength: number): Expected => ({
  as: 'folder',
  names: (prefix) =>
    /^[0-9a-f]{2}$/.test(prefix)
      ? entries((name) => name.length === hexLength && /^[0-9a-f]+$/.test(name))
      : undefined,
});

/** A folder of `repositories` or of `trash/repositories`. */
function namespaceOf(prefix: FolderPrefix, own: readonly string[]): Expected {
  const names: Naming = (name) => {
    if (isRepositoryName(prefix) && own.includes(name)) return contentFolder(name);
    if (isRepositoryName(prefix) && own === repositoryFolders && name === protectionsFolder)
      return entries(isTag);
    const child = childFolder(prefix, name);
    return child === undefined ? undefined : namespaceOf(child, own);
  };
  return { as: 'folder', names, free: true };
}

function contentFolder(name: string): Expected {
  if (name === 'manifests') return entries((one) => isDigest(one) || isTag(one));
  if (name === 'blobs') return entries(isDigest);
  return { as: 'folder', names: (subject) => (isDigest(subject) ? entries(isDigest) : undefined) };
}

const upload = entries((name) => name === 'data' || name === 'session.json');

/** The whole tree, as `paths.ts` draws it. */
const tree = fixed({
  repositories: namespaceOf('', repositoryFolders),
  pool: fixed({ sha256: pool(64), sha512: pool(128) } satisfies Record<
    (typeof algorithms)[number],
    Expected
  >),
  temp: {
    as: 'folder',
    names: (name) => {
      if (name === 'uploads') return { as: 'folder', names: (id) => (isUploadId(id) ? upload : undefined) };
      if (['files', 'processes', 'locks'].includes(name)) return { as: 'other' };
      if (name === 'reserve') return entry;
      return name.startsWith('probe-') ? { as: 'other' } : undefined;
    },
  },
  trash: fixed({
    entries: entries((name) => /^[\w-]+\.(json|purging)$/.test(name)),
    repositories: namespaceOf('', ['manifests', 'blobs']),
  }),
  quarantine: entries(isDigest),
});

/** What else may lie in the data folder itself: the database, the audit trail, what a file system puts at its root. */
const besides = /^(cyberdock\.db(-wal|-shm|-journal|\.damaged-.*)?|audit|lost\+found|\.snapshots?|\.zfs)$/;

/** Every folder has only what belongs there, and this user has the rights that are needed. */
export async function* checkStructure(context: CheckContext): AsyncGenerator<Suspicion> {
  const { root } = context.parts.paths;
  if (tree.as !== 'folder') return;
  const names: Naming = Object.assign(
    (name: string) => tree.names(name) ?? (besides.test(name) ? ({ as: 'other' } as const) : undefined),
    { needed: tree.names.needed },
  );
  yield* checkFolder(context, root, names);
}

async function* checkFolder(context: CheckContext, folder: string, names: Naming): AsyncGenerator<Suspicion> {
  const { parts, pace } = context;
  const { driver, paths } = parts;
  yield* rightsOf(context, folder);
  for (const name of names.needed ?? []) {
    const file = paths.found(folder, name);
    yield* suspect(async () =>
      (await driver.stat(file)) ? undefined : finding('missing-folder', { path: paths.relative(file) }),
    );
  }
  yield* missingOfRepository(context, folder);
  const folders: [string, Naming][] = [];
  try {
    for await (const { name, kind } of driver.names(folder)) {
      await pace.breathe();
      const file = paths.found(folder, name);
      const place = { path: paths.relative(file) };
      const expected = names(name);
      const tell = (told: FindingKind, detail?: string) =>
        suspect(async () => {
          const stat = await driver.stat(file);
          return stat && kindOf(stat) === kind ? finding(told, place, detail) : undefined;
        });
      if (name.startsWith('cyberdock.db.damaged-') && folder === paths.root) {
        if (!/-(wal|shm)$/.test(name)) yield* tell('old-damaged-database');
      } else if (file === paths.database && kind !== 'file') {
        yield* tell('wrong-type', `a ${kind}, not a file`);
      } else if (!expected || (expected.as === 'folder' && expected.free && kind !== 'folder'))
        yield* tell('stranger', `a ${kind}`);
      else if (expected.as === 'folder' && kind !== 'folder')
        yield* tell('wrong-type', `a ${kind}, not a folder`);
      else if (expected.as === 'folder') folders.push([file, expected.names]);
      else if (expected.as === 'entry' && kind === 'file') yield* rightsOf(context, file);
      else if (expected.as === 'entry' && kind === 'folder' && isOfNobody(file)) {
        yield* tell('wrong-type', 'a folder, not a file');
      }
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    yield* suspect(async () =>
      finding('unreadable', { path: paths.relative(folder) }, (error as Error).message),
    );
  }
  for (const [file, inside] of folders) yield* checkFolder(context, file, inside);
}

/** Of these no other area looks whether they are files. */
function isOfNobody(file: string): boolean {
  return path.basename(file) === 'reserve';
}

/** A repository keeps three folders; one that is empty keeps none. */
async function* missingOfRepository(context: CheckContext, folder: string): AsyncGenerator<Suspicion> {
  const { driver, paths } = context.parts;
  const name = path.relative(paths.repositories, folder);
  if (!isRepositoryName(name)) return;
  const stats = async () =>
    await Promise.all(repositoryFolders.map((one) => driver.stat(paths.found(folder, one))));
  for (const [at, one] of repositoryFolders.entries()) {
    yield* suspect(async () => {
      const found = await stats();
      if (found[at] || !found.some(Boolean)) return undefined;
      return finding('missing-folder', { path: paths.relative(paths.found(folder, one)), repository: name });
    }, name);
  }
}

/** Looks at the rights of a file or a folder. A condemned blob has lost the right to be written: that is no fault. */
async function* rightsOf({ parts }: CheckContext, file: string): AsyncGenerator<Suspicion> {
  const { driver, paths } = parts;
  const place = { path: paths.relative(file) };
  yield* suspect(async () => {
    const stat = await driver.stat(file);
    if (!stat) return undefined;
    const user = process.getuid?.() ?? stat.owner;
    const rights = `${stat.mode.toString(8).padStart(4, '0')}, of user ${stat.owner}`;
    if (stat.owner !== user) return finding('foreign-owner', place, rights);
    const needed = stat.isFolder ? 0o700 : 0o400;
    if ((stat.mode & needed) !== needed) return finding('unreadable', place, rights);
    return (stat.mode & 0o002) !== 0 ? finding('world-writable', place, rights) : undefined;
  });
}

function kindOf(stat: FileStat): 'file' | 'folder' | 'symlink' {
  return stat.isFolder ? 'folder' : stat.isSymlink ? 'symlink' : 'file';
}
