/** By what repositories are sorted; `-` is from the greatest down. */
export const repositorySorts = [
  'name',
  '-name',
  '-pushed',
  'pushed',
  '-size',
  'size',
  '-tags',
  'tags',
  '-pulls',
  'pulls',
  '-pulled',
  'pulled',
] as const;
export type RepositorySort = (typeof repositorySorts)[number];

/** The longest text that the search takes: a repository name, a colon and a tag, and a host before them. */
export const searchLengthMax = 500;

/** The longest `next` of a page. */
export const cursorLengthMax = 1_000;
