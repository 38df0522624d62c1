import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Content } from './content';
import type { RepositoryPage, RepositoryQuery, RepositorySummary } from './contracts';
import { tellingTags } from './telling-tags';

/** Repositories on a page. */
export const repositoriesPerPage = 50;

/** Tags of one repository that are counted; beyond, the count is "100+". */
export const tagsCountedMax = 100;

/** Tags that a row shows. */
const tagsShownMax = 2;

/**
 * One page of repositories with a few tags of each. It costs one list of names and one list of at most 101 tags
 * a row, however much the registry holds.
 */
export async function listRepositories(content: Content, query: RepositoryQuery): Promise<RepositoryPage> {
  const { names, more } = await content.listRepositories({
    limit: repositoriesPerPage,
    ...(query.last === undefined ? {} : { last: query.last }),
    ...(query.q === '' ? {} : { matching: query.q }),
  });
  const summaries = await Promise.all(names.map((name) => summarise(content, name)));
  return {
    repositories: summaries.filter((summary) => summary !== undefined),
    next: more ? (names.at(-1) ?? null) : null,
  };
}

/** `undefined` when the repository went away after its name was listed. */
async function summarise(content: Content, name: RepositoryName): Promise<RepositorySummary | undefined> {
  const page = await content.listTags(name, { limit: tagsCountedMax });
  if (!page) return undefined;
  return {
    name,
    tags: tellingTags(page.tags, tagsShownMax),
    tagCount: { value: page.tags.length, exact: !page.more },
  };
}
