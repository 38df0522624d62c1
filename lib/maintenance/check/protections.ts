import { isTag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type CheckContext, namesIn, type Suspicion, suspect } from './context';
import { finding } from './finding';

/** Every protection is a file, of a tag that is there. */
export async function* checkProtections(
  context: CheckContext,
  repository: RepositoryName,
): AsyncGenerator<Suspicion> {
  const { driver, paths } = context.parts;
  for await (const { name: tag } of namesIn(context, paths.protections(repository))) {
    if (!isTag(tag)) continue;
    const file = paths.protection(repository, tag);
    const place = { path: paths.relative(file), repository, tag };
    yield* suspect(async () => {
      const stat = await driver.stat(file);
      if (!stat) return undefined;
      if (!stat.isFile) return finding('unreadable-protection', place, 'it is no file');
      if (!(await driver.stat(paths.tag(repository, tag)))) return finding('protection-without-tag', place);
      const protection = await context.parts.tagProtections.of(repository, tag);
      return protection?.by === null ? finding('unreadable-protection', place) : undefined;
    }, repository);
  }
}
