/** The columns of the tree: name, repositories below, tags, size, last push; below 768 px a row has two lines. */
export const treeColumns =
  'grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 md:grid-cols-[minmax(0,1fr)_7rem_4rem_6rem_8rem] xl:gap-x-6 xl:grid-cols-[minmax(0,1fr)_8rem_5rem_7rem_13rem]';

/** The height of a row on wide screens, and of one with two lines. */
export const treeRowHeight = { wide: 40, narrow: 56 } as const;
