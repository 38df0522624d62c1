import { type Digest, isDigest } from '@/lib/oci/digest';
import type { ManifestReference } from '@/lib/oci/manifest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { manifestOn } from '@/lib/storage/manifest-on-disk';
import { blobLook } from './blobs';
import { type CheckContext, isUnreadable, type Look, namesIn, type Suspicion, suspect } from './context';
import { factsLook } from './database';
import { finding } from './finding';
import { missingReferrer } from './referrers';

/** Every manifest's bytes match its digest and are a manifest, and all that it needs is there. */
export async function* checkManifests(
  context: CheckContext,
  repository: RepositoryName,
): AsyncGenerator<Suspicion> {
  const { parts, pace } = context;
  const { driver, paths } = parts;
  for await (const { name: digest } of namesIn(context, paths.manifests(repository))) {
    if (!isDigest(digest)) continue;
    const file = paths.manifest(repository, digest);
    const place = { path: paths.relative(file), repository, digest };
    const read = await manifestOn(parts, repository, digest).catch((error: unknown) => {
      if (!isUnreadable(error)) throw error;
      return undefined;
    });
    if (!read) {
      yield* suspect(async () => {
        const stat = await driver.stat(file);
        if (!stat) return undefined;
        if (!stat.isFile) return finding('wrong-type', place, 'not a file, as a manifest is');
        const again = await manifestOn(parts, repository, digest).catch((error: unknown) => error as Error);
        return again instanceof Error ? finding('unreadable', place, again.message) : undefined;
      }, repository);
      continue;
    }
    await pace.spend(read.bytes.length);
    if (!read.manifest) {
      yield* suspect(async () => {
        const again = await manifestOn(parts, repository, digest);
        if (!again || again.manifest) return undefined;
        return finding(again.sound ? 'invalid-manifest' : 'corrupt-manifest', place);
      }, repository);
      continue;
    }
    for (const reference of read.manifest.references) {
      await pace.breathe();
      yield* suspect(referenceLook(context, repository, digest, reference), repository);
    }
    const { subject } = read.manifest;
    if (subject) yield* suspect(missingReferrer(context, repository, subject.digest, digest), repository);
    yield* suspect(factsLook(context, repository, digest, read), repository);
  }
}

/** Looks whether content that a manifest needs is there, with the size that it states. */
function referenceLook(
  context: CheckContext,
  repository: RepositoryName,
  by: Digest,
  { digest, kind, size, required }: ManifestReference,
): Look {
  const { driver, paths } = context.parts;
  const isChild = kind === 'manifest';
  const file = isChild ? paths.manifest(repository, digest) : paths.blob(repository, digest);
  const place = { path: paths.relative(file), repository, digest, by };
  const corrupt = isChild ? undefined : blobLook(context, file, place);
  return async () => {
    const stat = await driver.stat(file);
    if (stat?.size === size || (stat && !stat.isFile)) return undefined;
    if (!(await driver.stat(paths.manifest(repository, by)))) return undefined;
    if (stat) {
      // A child that is corrupt is found where it lies; a blob is read, because its size is wrong already.
      if (isChild) {
        const child = await manifestOn(context.parts, repository, digest);
        if (!child?.sound) return undefined;
      }
      const broken = await corrupt?.();
      if (broken) return broken;
      return finding('wrong-stated-size', place, `${size} bytes are stated, it has ${stat.size}`);
    }
    return required ? finding(isChild ? 'missing-child' : 'missing-blob', place) : undefined;
  };
}
