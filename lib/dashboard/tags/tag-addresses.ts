import { repositoryPath, withQuery } from '../repository-path';
import { type TagQuery, type TagSort, tagQuery } from './tag-contracts';
import type { PickedTag } from './tag-selection';

/** The sort of a list that says none: what was pushed last comes first. */
const defaultSort: TagSort = '-pushed';

/** The address of a page of tags; what is as it is anyway is left out of it. */
export function tagsHref(
  repository: string,
  { q, sort, attached, platform, cursor }: Partial<TagQuery>,
): string {
  return withQuery(repositoryPath(repository), {
    q,
    sort: sort === defaultSort ? undefined : sort,
    attached: attached === 'folded' ? undefined : attached,
    platform,
    cursor,
  });
}

/** What an address asks for; a parameter that no list can have is left out, as on the server. */
export function readTagQuery(parameters: Record<string, unknown>): TagQuery {
  const parsed = tagQuery.safeParse(parameters);
  return parsed.success ? parsed.data : tagQuery.parse({});
}

/** The address that compares two tags, the older one first; `undefined` for any other number of them. */
export function comparisonHref(repository: string, tags: readonly PickedTag[]): string | undefined {
  const [a, b, more] = tags.toSorted((one, other) => one.pushedAtMs - other.pushedAtMs);
  if (!a || !b || more) return undefined;
  return withQuery('/compare', { a: `${repository}@${a.digest}`, b: `${repository}@${b.digest}` });
}
