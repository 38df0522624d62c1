import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Content } from './content';
import type { TagPage, TagQuery } from './contracts';

/** Tags on a page. */
const tagsPerPage = 100;

/** One page of a repository's tags in ASCII order, or `undefined` when there is no such repository. */
export async function listTags(
  content: Content,
  repository: RepositoryName,
  query: TagQuery,
): Promise<TagPage | undefined> {
  const page = await content.listTags(repository, {
    limit: tagsPerPage,
    ...(query.last === undefined ? {} : { last: query.last }),
  });
  return page && { repository, tags: page.tags, next: page.more ? (page.tags.at(-1)?.name ?? null) : null };
}
