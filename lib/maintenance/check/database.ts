import type { Digest } from '@/lib/oci/digest';
import { isDigest } from '@/lib/oci/digest';
import { isTag, type Tag } from '@/lib/oci/reference';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { factsOf } from '@/lib/storage/listing/manifest-facts';
import type { ManifestOnDisk } from '@/lib/storage/manifest-on-disk';
import { manifestBytesUsual } from '@/lib/storage/stored-manifest';
import { type CheckContext, type Look, namesIn, type Suspicion, suspect } from './context';
import { type FindingKind, finding } from './finding';

/** How many rows are asked for at a time. */
const rowsMax = 256;

/**
 * What the index has recorded is on disk. Where the index says itself that it is behind, only what it knew and what is
 * gone is told: it reads the rest again before it answers anybody. To be asked before anything brings it up to date.
 */
export async function* checkIndex(context: CheckContext): AsyncGenerator<Suspicion> {
  const { parts, pace } = context;
  for (let last = ''; ; ) {
    const { query } = parts.database;
    const rows = parts.database.all(
      query
        .selectFrom('folder')
        .select(['path', 'blobs_at_ms'])
        .where('path', '>', last)
        .orderBy('path')
        .limit(rowsMax),
    );
    for (const { path } of rows) {
      await pace.breathe();
      if (isRepositoryName(path)) yield* checkRepositoryIndex(context, path);
    }
    const end = rows.at(-1);
    if (!end) return;
    last = end.path;
  }
}

async function* checkRepositoryIndex(
  context: CheckContext,
  repository: RepositoryName,
): AsyncGenerator<Suspicion> {
  const { driver, paths, listing, database } = context.parts;
  const place = { path: paths.relative(paths.folder(repository)), repository };
  if (!(await driver.stat(paths.manifests(repository))) && listing.isListed(repository)) {
    const gone: Look = async () => {
      if (await driver.stat(paths.manifests(repository))) return undefined;
      const { query } = database;
      const any = query.selectFrom('manifest').select('digest').where('repository', '=', repository).limit(1);
      return database.first(any) ? finding('vanished-repository', place) : undefined;
    };
    yield* suspect(gone, repository);
    return;
  }
  for await (const tag of recorded(context, 'tag', repository)) {
    if (isTag(tag.name)) yield* suspect(tagLook(context, repository, tag.name, tag.digest), repository);
  }
  for await (const { digest } of recorded(context, 'manifest', repository)) {
    if (isDigest(digest)) yield* suspect(manifestLook(context, repository, digest), repository);
  }
  if (!(await listing.isFresh(repository))) return;
  for await (const { name, kind } of namesIn(context, paths.manifests(repository))) {
    const isKnown = () =>
      isTag(name) ? tagRow(context, repository, name) : manifestRow(context, repository, name);
    if (!(kind === 'symlink' && isTag(name)) && !(kind === 'file' && isDigest(name))) continue;
    yield* suspect(async () => {
      if (isKnown() || !(await listing.isFresh(repository))) return undefined;
      const file = paths.found(paths.manifests(repository), name);
      const target = isTag(name) ? await driver.readSymlink(file) : name;
      if (!(await driver.stat(file)) || target === undefined || !isDigest(target)) return undefined;
      return finding('wrong-index', place, `${name} is on disk and not in the index`);
    }, repository);
  }
}

/** Looks whether a tag that is recorded is on disk, and points to what is recorded. */
function tagLook(context: CheckContext, repository: RepositoryName, tag: Tag, digest: string): Look {
  const { driver, paths, listing } = context.parts;
  const file = paths.tag(repository, tag);
  return async () => {
    const target = await driver.readSymlink(file);
    if (target === digest || tagRow(context, repository, tag)?.digest !== digest) return undefined;
    const place = { path: paths.relative(file), repository, tag };
    const fresh = await listing.isFresh(repository);
    if (await driver.stat(file)) {
      if (!fresh) return undefined; // Moved or broken by hand: another area tells what is wrong with it.
      return finding('wrong-index', place, `the index has ${tag} at ${digest}, it is at ${target}`);
    }
    return vanished('vanished-tag', fresh, { ...place, ...(isDigest(digest) ? { digest } : {}) });
  };
}

function manifestLook(context: CheckContext, repository: RepositoryName, digest: Digest): Look {
  const { driver, paths, listing } = context.parts;
  const file = paths.manifest(repository, digest);
  return async () => {
    if ((await driver.stat(file)) || !manifestRow(context, repository, digest)) return undefined;
    const place = { path: paths.relative(file), repository, digest };
    return vanished('vanished-manifest', await listing.isFresh(repository), place);
  };
}

/** What is gone although the folder's time says that nothing changed, the index would go on to list. */
function vanished(kind: FindingKind, fresh: boolean, place: Parameters<typeof finding>[1]) {
  return finding(kind, place, fresh ? 'the index lists it still' : undefined);
}

/** Looks whether the index knows of a manifest what it says: collection goes by that. */
export function factsLook(
  context: CheckContext,
  repository: RepositoryName,
  digest: Digest,
  { manifest, bytes }: ManifestOnDisk,
): Look {
  const { database, listing, paths } = context.parts;
  return async () => {
    if (!manifest || !manifestRow(context, repository, digest)) return undefined;
    const { query } = database;
    const fact = database.first(
      query
        .selectFrom('manifest_fact')
        .select(['size', 'media_type'])
        .where('repository', '=', repository)
        .where('digest', '=', digest),
    );
    // One that large was put there by hand: it is not parsed for the index, and collection leaves its repository alone.
    if (!fact && bytes.length > manifestBytesUsual) return undefined;
    const names = database.all(
      query
        .selectFrom('reference')
        .select(['child', 'kind'])
        .where('repository', '=', repository)
        .where('parent', '=', digest),
    );
    const facts = factsOf(manifest, bytes.length, 0);
    const expected = new Set(facts.names.map((one) => `${one.kind} ${one.digest}`));
    const isRight =
      fact?.size === facts.size &&
      fact.media_type === facts.mediaType &&
      names.length === expected.size &&
      names.every(({ child, kind }) => expected.has(`${kind} ${child}`));
    if (isRight || !(await listing.isFresh(repository))) return undefined;
    const path = paths.relative(paths.manifest(repository, digest));
    return finding(
      'wrong-index',
      { path, repository, digest },
      'the index has what the manifest does not say',
    );
  };
}

/** Looks whether SQLite finds its own file sound. Holds up this process for as long as it takes. */
export async function* checkDatabaseFile({ parts, deep }: CheckContext): AsyncGenerator<Suspicion> {
  if (!deep) return;
  const place = { path: parts.paths.relative(parts.paths.database) };
  yield* suspect(async () => {
    const [problem] = parts.database.problems();
    return problem === undefined ? undefined : finding('damaged-database', place, problem);
  });
}

function tagRow({ parts: { database } }: CheckContext, repository: RepositoryName, name: string) {
  const rows = database.query.selectFrom('tag').select('digest').where('repository', '=', repository);
  return database.first(rows.where('name', '=', name));
}

function manifestRow({ parts: { database } }: CheckContext, repository: RepositoryName, digest: string) {
  const rows = database.query.selectFrom('manifest').select('digest').where('repository', '=', repository);
  return database.first(rows.where('digest', '=', digest));
}

/** The rows of a repository, a page at a time. */
async function* recorded(
  { parts: { database }, pace }: CheckContext,
  table: 'tag' | 'manifest',
  repository: RepositoryName,
): AsyncGenerator<{ name: string; digest: string }> {
  const { query } = database;
  for (let last = ''; ; ) {
    const rows =
      table === 'tag'
        ? database.all(
            query
              .selectFrom('tag')
              .select(['name', 'digest'])
              .where('repository', '=', repository)
              .where('name', '>', last)
              .orderBy('name')
              .limit(rowsMax),
          )
        : database.all(
            query
              .selectFrom('manifest')
              .select(['digest', 'digest as name'])
              .where('repository', '=', repository)
              .where('digest', '>', last)
              .orderBy('digest')
              .limit(rowsMax),
          );
    for (const row of rows) {
      await pace.breathe();
      yield row;
    }
    const end = rows.at(-1);
    if (!end) return;
    last = end.name;
  }
}
