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

/** Whether all that are shown are selected. */
export function areAllSelected(selection: TagSelection, shown: readonly PickedTag[]): boolean {
  return shown.length > 0 && shown.every((tag) => isSelected(selection, tag));
}

/** As the server filters. */
function isMatch(q: string, name: string, digest: string): boolean {
  const text = q.toLowerCase();
  return /^sha(?:256|512):/.test(text) ? digest.startsWith(text) : name.toLowerCase().includes(text);
}
