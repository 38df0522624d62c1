/** What somebody may do in a repository. */
export type Right = 'pull' | 'push' | 'retag' | 'delete';

/** Repositories in which everybody has the same rights. */
export type Area = 'team' | 'public' | 'sealed';

/** A repository name that requests of the matrix are about. */
export interface Place {
  /** As a client writes it. */
  name: string;
  area: Area;
  /** Whether a repository can have this name. */
  isName: boolean;
  /** Whether it holds an image under the tag `v1`. */
  holds: boolean;
}

/** The names of the matrix: what is there, what is not, and what no repository can be called. */
export const places: readonly Place[] = [
  { name: 'team/app', area: 'team', isName: true, holds: true },
  { name: 'team/none', area: 'team', isName: true, holds: false },
  { name: 'alpine', area: 'team', isName: true, holds: true },
  { name: 'Team/App', area: 'team', isName: false, holds: false },
  { name: 'public/app', area: 'public', isName: true, holds: true },
  { name: 'public/none', area: 'public', isName: true, holds: false },
  { name: 'sealed/app', area: 'sealed', isName: true, holds: true },
  { name: 'sealed/none', area: 'sealed', isName: true, holds: false },
];
