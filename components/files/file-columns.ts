/** The columns of files: name, size, mode, owner, layer, time, state; below 768 px a row has two lines. */
export const fileColumns =
  'grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 md:grid-cols-[minmax(0,1fr)_5rem_6rem_2.5rem_10rem] xl:grid-cols-[minmax(0,1fr)_5rem_6rem_7rem_2.5rem_6.5rem_11rem]';

/** The height of a row on wide screens, and of one with two lines. */
export const fileRowHeight = { wide: 32, narrow: 48 } as const;

/** Of every row. */
export const fileRowClass = `${fileColumns} relative grid h-12 content-center border-line border-b text-table -outline-offset-2 transition-colors hover:bg-sunken md:h-8`;
