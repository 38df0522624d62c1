/**
 * The columns of the list: repository, newest tag, tags, size, what only it holds, growth, last push, last pull, pulls. What is less needed gives way
 * as the screen gets narrower; below 768 px a row has two lines.
 */
export const repositoryColumns =
  'grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 md:grid-cols-[minmax(0,1fr)_3.5rem_6rem_7rem] xl:gap-x-5 xl:grid-cols-[minmax(0,1fr)_3.5rem_6rem_5rem_11rem_6.5rem_4rem] 2xl:grid-cols-[minmax(0,1fr)_17rem_3.5rem_5.5rem_5.5rem_5rem_11rem_6.5rem_4rem]';
