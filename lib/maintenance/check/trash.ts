import { isDigest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { manifestOn } from '@/lib/storage/manifest-on-disk';
import { repositoriesOnDisk } from '@/lib/storage/repositories-on-disk';
import { type TrashEntry, trashEntryBytesMax, trashEntrySchema } from '@/lib/storage/trash/trash-entry';
import { blobLook } from './blobs';
import { type CheckContext, namesIn, type Suspicion, suspect } from './context';
import { finding } from './finding';

/** What has to be known of an entry to see whether it can be restored. */
const entrySchema = trashEntrySchema.pick({ repository: true, digests: true });

/** Every entry can be read, and what it would restore is there. */
export async function* checkTrash(context: CheckContext): AsyncGenerator<Suspicion> {
  const { driver, paths } = context.parts;
  for await (const { name } of namesIn(context, paths.trashEntries)) {
    if (!name.endsWith('.json')) continue; // One that is being removed, or a stranger.
    const file = paths.trashEntry(name);
    const place = { path: paths.relative(file) };
    yield* suspect(async () => {
      const stat = await driver.stat(file);
      if (!stat) return undefined;
      if (!stat.isFile) return finding('wrong-type', place, 'not a file');
      const read = await driver.read(file, trashEntryBytesMax);
      const entry = entryIn(read?.bytes);
      if (!entry) return finding('trash-entry-unreadable', place);
      for (const digest of entry.digests) {
        const isKept = [paths.trashManifest, paths.manifest].map((of) =>
          driver.stat(of.call(paths, entry.repository, digest)),
        );
        if ((await Promise.all(isKept)).some((found) => found?.isFile)) continue;
        if (!(await driver.stat(file))) return undefined; // Restored or purged meanwhile.
        return finding('trash-content-missing', { ...place, repository: entry.repository, digest });
      }
      return undefined;
    });
  }
  for await (const repository of repositoriesOnDisk(
    (folder) => namesIn(context, folder),
    (prefix) => paths.trashFolder(prefix),
  )) {
    yield* checkManifestsIn(context, repository);
    yield* checkBlobsIn(context, repository);
  }
}

async function* checkManifestsIn(
  context: CheckContext,
  repository: RepositoryName,
): AsyncGenerator<Suspicion> {
  const { parts, pace } = context;
  const { driver, paths } = parts;
  for await (const { name: digest } of namesIn(context, paths.trashManifests(repository))) {
    if (!isDigest(digest)) continue;
    const file = paths.trashManifest(repository, digest);
    const place = { path: paths.relative(file), repository, digest };
    const look = async () => {
      const stat = await driver.stat(file);
      if (!stat) return undefined;
      if (!stat.isFile) return finding('wrong-type', place, 'not a file, as a manifest is');
      const read = await manifestOn(parts, repository, digest, file);
      if (!read) return undefined;
      if (!read.sound) return finding('corrupt-trash', place);
      for (const { kind, digest: needed, required } of read.manifest?.references ?? []) {
        if (!required) continue;
        const places =
          kind === 'manifest'
            ? [paths.trashManifest(repository, needed), paths.manifest(repository, needed)]
            : [paths.trashBlob(repository, needed), paths.blob(repository, needed)];
        const found = await Promise.all(places.map((one) => driver.stat(one)));
        if (found.some((one) => one?.isFile)) continue;
        if (!(await driver.stat(file))) return undefined; // Restored or purged meanwhile.
        const missing = places[0] ?? '';
        return finding('trash-content-missing', {
          path: paths.relative(missing),
          repository,
          digest: needed,
          by: digest,
        });
      }
      return undefined;
    };
    yield* suspect(look, repository);
    await pace.spend((await driver.stat(file))?.size ?? 0);
  }
}

async function* checkBlobsIn(context: CheckContext, repository: RepositoryName): AsyncGenerator<Suspicion> {
  const { driver, paths } = context.parts;
  for await (const { name: digest } of namesIn(context, paths.trashBlobs(repository))) {
    if (!isDigest(digest)) continue;
    const file = paths.trashBlob(repository, digest);
    const place = { path: paths.relative(file), repository, digest };
    const stat = await driver.stat(file);
    if (!stat) continue;
    if (!stat.isFile) {
      yield* suspect(async () => {
        const now = await driver.stat(file);
        return now && !now.isFile ? finding('wrong-type', place, 'not a file, as a blob is') : undefined;
      });
    } else if (context.deep && (await driver.stat(paths.poolBlob(digest)))?.inode !== stat.inode) {
      yield* suspect(blobLook(context, file, place, 'corrupt-trash'));
    }
  }
}

function entryIn(bytes: Buffer | undefined): Pick<TrashEntry, 'repository' | 'digests'> | undefined {
  try {
    return entrySchema.parse(JSON.parse(bytes?.toString('utf8') ?? ''));
  } catch {
    return undefined;
  }
}
