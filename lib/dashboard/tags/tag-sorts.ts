/** By what tags are sorted; `-` is from the greatest down. */
export const tagSorts = [
  '-pushed',
  'pushed',
  '-version',
  'version',
  'name',
  '-name',
  '-size',
  'size',
  '-pulls',
  'pulls',
] as const;
export type TagSort = (typeof tagSorts)[number];

/** Whether a list has the tags under which clients put signatures and the like of manifests that are there. */
export const attachedTags = ['folded', 'shown'] as const;

/** The longest text that tags are searched for: a part of a tag, or a digest or the beginning of one. */
export const filterLengthMax = 200;

/** The longest name of a platform, and the longest `next` of a page. */
export const platformLengthMax = 100;
export const tagCursorLengthMax = 500;
