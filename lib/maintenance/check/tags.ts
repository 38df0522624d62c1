import { isDigest } from '@/lib/oci/digest';
import { isTag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type CheckContext, namesIn, type Suspicion, suspect } from './context';
import { finding } from './finding';

/** Every tag is a symlink that holds the digest of a manifest that is there. */
export async function* checkTags(
  context: CheckContext,
  repository: RepositoryName,
): AsyncGenerator<Suspicion> {
  const { driver, paths } = context.parts;
  for await (const { name: tag } of namesIn(context, paths.manifests(repository))) {
    if (!isTag(tag)) continue;
    const file = paths.tag(repository, tag);
    const place = { path: paths.relative(file), repository, tag };
    yield* suspect(async () => {
      const stat = await driver.stat(file);
      if (!stat) return undefined;
      const target = await driver.readSymlink(file);
      if (target === undefined) {
        return stat.isSymlink ? undefined : finding('wrong-type', place, 'not a symlink, as a tag is');
      }
      if (!isDigest(target)) return finding('bad-tag-target', place, `it points to ${target}`);
      if (await driver.stat(paths.manifest(repository, target))) return undefined;
      return finding('dangling-tag', { ...place, digest: target });
    }, repository);
  }
}
