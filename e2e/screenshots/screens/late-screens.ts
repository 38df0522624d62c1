import type { Shown } from '../fill';
import type { Screen } from '../screen';
import { image, segment, tags } from '../shown-paths';
import { failing, waiting } from '../steps';

/** Screens without what the server reads for them. */
const late = {
  repositories: () => '/',
  tags,
  image,
  history: ({ repository }: Shown) => `/r/${segment(repository)}/history`,
  usage: ({ repository }: Shown) => `/r/${segment(repository)}/usage`,
  storage: () => '/storage',
  trash: () => '/trash',
  health: () => '/health',
  'access-users': () => '/access/users',
  audit: () => '/audit',
  settings: () => '/settings',
};

/** Pages that come without what the server reads for them: while that is asked for, and when it can not be had. */
export const lateScreens: readonly Screen[] = [
  ...Object.entries(late).flatMap(([name, path]): Screen[] => [
    { name: `${name}-error`, registry: 'company', path: () => '/account', before: failing(path) },
    { name: `${name}-loading`, registry: 'company', path: () => '/account', before: waiting(path) },
  ]),
];
