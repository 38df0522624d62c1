import { pickedTagsMax } from './picked-tags-max';
import type { TagQuery } from './tag-contracts';
import {
  areAllSelected,
  isSelected,
  nothingSelected,
  type PickedTag,
  selectedCount,
  type TagSelection,
} from './tag-selection';

/* How tags are picked: loaded with the first that is. */

/** Picks a tag, or lets go of it. Of all that match, those that are shown stay picked. */
export function toggled(selection: TagSelection, tag: PickedTag, shown: readonly PickedTag[]): TagSelection {
  const was = isSelected(selection, tag);
  const before = selection.all
    ? shown.filter((one) => isSelected(selection, one))
    : [...selection.picked.values()];
  if (was)
    return selectionOf(
      before.filter(({ name }) => name !== tag.name),
      tag.name,
    );
  return selectionOf([...before, tag], tag.name);
}

/** Picks the tags from the one that was picked last, or from another, to this one; where neither is shown, this one. */
export function extended(
  selection: TagSelection,
  tag: PickedTag,
  shown: readonly PickedTag[],
  from = selection.anchor,
): TagSelection {
  if (selection.all) return selection;
  const to = shown.findIndex(({ name }) => name === tag.name);
  const found = shown.findIndex(({ name }) => name === from);
  const anchor = found < 0 ? to : found;
  const range = shown.slice(Math.min(anchor, to), Math.max(anchor, to) + 1);
  return selectionOf([...selection.picked.values(), ...range], shown[anchor]?.name);
}

/** Picks all that are shown as well; when all of them are, lets go of them. */
export function withShown(selection: TagSelection, shown: readonly PickedTag[]): TagSelection {
  const names = new Set(shown.map(({ name }) => name));
  const others = [...selection.picked.values()].filter(({ name }) => !names.has(name));
  return areAllSelected(selection, shown) ? selectionOf(others) : selectionOf([...others, ...shown]);
}

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

function selectionOf(tags: readonly PickedTag[], anchor?: string): TagSelection {
  const all = new Map(tags.map((tag) => [tag.name, tag]));
  const picked = new Map([...all].slice(0, pickedTagsMax));
  return { picked, all: undefined, anchor, isFull: all.size > picked.size };
}
