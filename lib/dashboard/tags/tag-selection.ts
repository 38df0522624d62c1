import { pickedTagsMax } from './picked-tags-max';
import type { TagQuery, TagRow } from './tag-contracts';

/** What is known of a tag that was picked: it is acted upon only while it is still that. */
export type PickedTag = Pick<TagRow, 'name' | 'digest' | 'pushedAtMs'> & Partial<Pick<TagRow, 'attachedTo'>>;

/** The tags that somebody picked, one by one or all that match a text. It lasts while the list is filtered and paged. */
export interface TagSelection {
  /** By name. */
  picked: ReadonlyMap<string, PickedTag>;
  /** All of a list that match this text, and how many these were; then none is picked one by one. */
  all: (Pick<TagQuery, 'q' | 'attached'> & { count: number }) | undefined;
  /** The tag from which a range is picked. */
  anchor: string | undefined;
  /** Whether more were to be picked than can be. */
  isFull: boolean;
}

export const nothingSelected: TagSelection = {
  picked: new Map(),
  all: undefined,
  anchor: undefined,
  isFull: false,
};

/** How many tags are selected. */
export function selectedCount({ picked, all }: TagSelection): number {
  return all ? all.count : picked.size;
}

/** Whether a tag is one of them. */
export function isSelected({ picked, all }: TagSelection, { name, digest, attachedTo }: PickedTag): boolean {
  if (!all) return picked.has(name);
  return (all.attached === 'shown' || !attachedTo) && isMatch(all.q, name, digest);
}

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

/** Whether all that are shown are selected. */
export function areAllSelected(selection: TagSelection, shown: readonly PickedTag[]): boolean {
  return shown.length > 0 && shown.every((tag) => isSelected(selection, tag));
}

function selectionOf(tags: readonly PickedTag[], anchor?: string): TagSelection {
  const all = new Map(tags.map((tag) => [tag.name, tag]));
  const picked = new Map([...all].slice(0, pickedTagsMax));
  return { picked, all: undefined, anchor, isFull: all.size > picked.size };
}

/** As the server filters. */
function isMatch(q: string, name: string, digest: string): boolean {
  const text = q.toLowerCase();
  return /^sha(?:256|512):/.test(text) ? digest.startsWith(text) : name.toLowerCase().includes(text);
}
