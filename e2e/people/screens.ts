import { type Expected, everybody, readers } from './kinds';
import type { Stage } from './stage';

/** A page, and what each kind of user comes to who opens it. */
export interface Screen {
  at: (stage: Stage) => string;
  /** Its heading, for who may read it. */
  heading: string | RegExp;
  expected: Expected;
}

const screen = (at: Screen['at'], heading: Screen['heading'], expected: Expected): Screen => ({
  at,
  heading,
  expected,
});
const inRepository = (rest: string) => (stage: Stage) => `/r/${stage.segment}/${rest}`;
const short = /^sha256:[0-9a-f]{12}$/;

/** Every page of the dashboard, by its folder below `app` without those in parentheses. */
export const screens: Readonly<Record<string, Screen>> = {
  '/': screen(() => '/', 'Repositories', everybody),
  '/r/[repo]': screen(({ segment }) => `/r/${segment}`, /^team\/app-\d+$/, everybody),
  '/r/[repo]/tags': screen(inRepository('tags'), /^team\/app-\d+$/, everybody),
  '/r/[repo]/history': screen(inRepository('history'), /^team\/app-\d+$/, everybody),
  '/r/[repo]/usage': screen(inRepository('usage'), /^team\/app-\d+$/, everybody),
  '/r/[repo]/policy': screen(inRepository('policy'), /^team\/app-\d+$/, everybody),
  '/r/[repo]/t/[tag]': screen(inRepository('t/v1'), 'v1', everybody),
  '/r/[repo]/m/[digest]': screen(({ segment, digests }) => `/r/${segment}/m/${digests.v1}`, short, everybody),
  '/r/[repo]/m/[digest]/[tab]': screen(
    ({ segment, digests }) => `/r/${segment}/m/${digests.v1}/layers`,
    short,
    everybody,
  ),
  '/compare': screen(() => '/compare', 'Compare', everybody),
  '/trash': screen(() => '/trash', 'Trash', everybody),
  '/storage': screen(() => '/storage', 'Storage', readers),
  '/storage/blobs': screen(() => '/storage/blobs', 'What is in the store', readers),
  '/storage/retention': screen(() => '/storage/retention', 'Retention policies', readers),
  '/storage/retention/draft': screen(() => '/storage/retention/draft', 'Draft of a policy', readers),
  '/jobs/[id]': screen(() => '/jobs/987654', 'Run', readers),
  '/health': screen(() => '/health', 'Health', readers),
  '/access': screen(() => '/access', 'Access', readers),
  '/access/users': screen(() => '/access/users', 'Access', readers),
  '/access/users/[user]': screen(({ other }) => `/access/users/${other}`, /^developer-\d+$/, readers),
  '/access/groups': screen(() => '/access/groups', 'Access', readers),
  '/access/tokens': screen(() => '/access/tokens', 'Access', readers),
  '/access/rules': screen(() => '/access/rules', 'Access', readers),
  '/access/quotas': screen(() => '/access/quotas', 'Access', readers),
  '/audit': screen(() => '/audit', 'Audit', readers),
  '/settings': screen(() => '/settings', 'Settings', readers),
  '/settings/doctor': screen(() => '/settings/doctor', 'The way to this registry', readers),
  '/account': screen(() => '/account', 'Account', everybody),
  // Whoever is signed in is led on.
  '/sign-in': screen(() => '/sign-in', 'Repositories', everybody),
  '/[...nothing]': screen(() => '/nowhere', 'Not found', everybody),
};
