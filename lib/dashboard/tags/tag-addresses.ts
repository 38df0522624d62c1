import { oneOf, textUpTo } from '../read-parameter';
import { repositoryPath, withQuery } from '../repository-path';
import type { TagQuery } from './tag-contracts';
import type { PickedTag } from './tag-selection';
import {
  attachedTags,
  filterLengthMax,
  platformLengthMax,
  type TagSort,
  tagCursorLengthMax,
  tagSorts,
} from './tag-sorts';

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

/** What an address asks for; a parameter that no list can have is left out. */
export function readTagQuery(given: Record<string, unknown>): TagQuery {
  return {
    q: textUpTo(filterLengthMax, given.q) ?? '',
    sort: oneOf(tagSorts, given.sort) ?? defaultSort,
    attached: oneOf(attachedTags, given.attached) ?? 'folded',
    platform: textUpTo(platformLengthMax, given.platform),
    cursor: textUpTo(tagCursorLengthMax, given.cursor),
  };
}

/** The address that compares two tags, the older one first; `undefined` for any other number of them. */
export function comparisonHref(repository: string, tags: readonly PickedTag[]): string | undefined {
  const [a, b, more] = tags.toSorted((one, other) => one.pushedAtMs - other.pushedAtMs);
  if (!a || !b || more) return undefined;
  return withQuery('/compare', { a: `${repository}@${a.digest}`, b: `${repository}@${b.digest}` });
}
