import type { TagQuery } from './tag-contracts';
import { nothingSelected, selectedCount, type TagSelection } from './tag-selection';

/** All that match a query, on whatever page. */
export function allMatching({ q, attached }: Pick<TagQuery, 'q' | 'attached'>, count: number): TagSelection {
  return { ...nothingSelected, all: { q, attached, count } };
}

/** What is selected, in words. */
export function selectionWords(selection: TagSelection): string {
  const count = selectedCount(selection);
  const tags = `${count.toLocaleString('en')} ${count === 1 ? 'tag' : 'tags'}`;
  if (count === 0) return 'No tag selected';
  if (!selection.all) return `${tags} selected`;
  return selection.all.q === '' ? `All ${tags} selected` : `All ${tags} with “${selection.all.q}” selected`;
}
