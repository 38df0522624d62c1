import { type Digest, digestOf, isDigest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { StorageParts } from '../storage';
import { manifestBytesLimit } from '../stored-manifest';
import { mender } from './mend-manifests';

/**
 * Mends a tag that is no symlink to a manifest that is there. It points to what it was last seen to be moved to, if the
 * repository holds that; an older state would be a guess. Else the broken tag is removed. Both are noted in its history.
 * @returns where it points now; `removed`; `kept` when something stands there that may be of value
 */
export async function mendTag(
  parts: StorageParts,
  repository: RepositoryName,
  tag: Tag,
): Promise<Digest | 'removed' | 'kept' | 'sound'> {
  const { driver, paths, locks, listing, manifests } = parts;
  const file = paths.tag(repository, tag);
  return await locks.hold(`repository:${repository}`, async () => {
    const target = await driver.readSymlink(file);
    if (target !== undefined && isDigest(target) && (await isHeld(parts, repository, target))) return 'sound';
    const copied = target === undefined ? await manifestCopiedTo(parts, repository, file) : undefined;
    const wanted = copied ?? (await lastKnown(parts, repository, tag));
    if (target === undefined && (await driver.stat(file))) {
      // Of a file only the copy of a manifest that is held besides is worth nothing.
      const isFolder = await driver.removeEmptyFolder(file);
      if (!isFolder && !copied) return 'kept';
    }
    return await listing.record(repository, mender, async (changes) => {
      const from = target !== undefined && isDigest(target) ? target : undefined;
      if (wanted === undefined) {
        await driver.remove(file);
        changes.movedTags.push({ tag, from });
        return 'removed' as const;
      }
      await manifests.point(repository, tag, wanted);
      await driver.sync(paths.manifests(repository));
      changes.movedTags.push({ tag, from, to: wanted });
      return wanted;
    });
  });
}

async function isHeld(
  { driver, paths }: StorageParts,
  repository: RepositoryName,
  digest: Digest,
): Promise<boolean> {
  return (await driver.stat(paths.manifest(repository, digest)))?.isFile ?? false;
}

/** The manifest of the repository that a file is a copy of, as tools leave it that follow symlinks. */
async function manifestCopiedTo(
  parts: StorageParts,
  repository: RepositoryName,
  file: string,
): Promise<Digest | undefined> {
  const read = await parts.driver.read(file, manifestBytesLimit);
  if (!read) return undefined;
  for (const algorithm of ['sha256', 'sha512'] as const) {
    const digest = digestOf(read.bytes, algorithm);
    if (await isHeld(parts, repository, digest)) return digest;
  }
  return undefined;
}

/** What the tag was moved to last by somebody who is known, if the repository holds it. */
async function lastKnown(
  parts: StorageParts,
  repository: RepositoryName,
  tag: Tag,
): Promise<Digest | undefined> {
  const { query } = parts.database;
  const event = parts.database.first(
    query
      .selectFrom('tag_event')
      .select('to_digest')
      .where('repository', '=', repository)
      .where('tag', '=', tag)
      .where('cause', '!=', 'found on disk')
      .orderBy('id', 'desc')
      .limit(1),
  );
  const digest = event?.to_digest ?? '';
  return isDigest(digest) && (await isHeld(parts, repository, digest)) ? digest : undefined;
}
