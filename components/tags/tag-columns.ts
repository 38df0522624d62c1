/**
 * The columns of the table of tags: box, track, tag, manifest, platforms, size, pushed, pulls, actions. What is less needed
 * gives way as the screen gets narrower; below 768 px a row has two lines.
 */
export const tagColumns =
  'grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-x-2 px-3 md:gap-x-3 md:px-4 md:grid-cols-[1.5rem_auto_minmax(0,1fr)_11.25rem_6.5rem_6.5rem_4rem] xl:grid-cols-[1.5rem_auto_minmax(0,1fr)_11.25rem_7rem_6.5rem_8.5rem_3rem_4rem] 2xl:grid-cols-[1.5rem_auto_minmax(0,1fr)_11.25rem_10rem_8rem_12rem_5rem_4rem]';

/** The height of a row on wide screens, and of one with two lines. */
export const rowHeight = { wide: 40, narrow: 64 } as const;
