import { type Digest, isDigest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { manifestOn } from '@/lib/storage/manifest-on-disk';
import { type CheckContext, type Look, namesIn, type Suspicion, suspect } from './context';
import { finding } from './finding';

/** Every entry of a referrer links to a manifest that is there and has that subject. */
export async function* checkReferrers(
  context: CheckContext,
  repository: RepositoryName,
): AsyncGenerator<Suspicion> {
  const { paths } = context.parts;
  for await (const { name: subject } of namesIn(context, paths.allReferrers(repository))) {
    if (!isDigest(subject)) continue;
    for await (const { name: digest } of namesIn(context, paths.referrers(repository, subject))) {
      if (!isDigest(digest)) continue;
      yield* suspect(entryLook(context, repository, subject, digest), repository);
    }
  }
}

/** Looks whether a manifest that has a subject is listed as its referrer. */
export function missingReferrer(
  { parts: { driver, paths } }: CheckContext,
  repository: RepositoryName,
  subject: Digest,
  digest: Digest,
): Look {
  const file = paths.referrer(repository, subject, digest);
  return async () => {
    if (await driver.stat(file)) return undefined;
    if (!(await driver.stat(paths.manifest(repository, digest)))) return undefined;
    return finding('missing-referrer', { path: paths.relative(file), repository, digest, by: subject });
  };
}

function entryLook(context: CheckContext, repository: RepositoryName, subject: Digest, digest: Digest): Look {
  const { driver, paths } = context.parts;
  const file = paths.referrer(repository, subject, digest);
  const place = { path: paths.relative(file), repository, digest, by: subject };
  return async () => {
    const stat = await driver.stat(file);
    if (!stat) return undefined;
    if (!(await driver.stat(paths.manifest(repository, digest)))) return finding('dangling-referrer', place);
    const read = await manifestOn(context.parts, repository, digest);
    // One that can't be read has a finding of its own, and nothing can be said of its subject.
    if (read?.manifest && read.manifest.subject?.digest !== subject) return finding('false-referrer', place);
    const target = await driver.readSymlink(file);
    if (target === paths.referrerTarget(digest)) return undefined;
    if (target === undefined && !stat.isSymlink) return finding('wrong-type', place, 'not a symlink');
    return finding('wrong-referrer-target', place, `it points to ${target}`);
  };
}
