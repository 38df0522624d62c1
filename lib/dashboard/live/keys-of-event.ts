import type { LiveEvent } from './live-contract';

type Key = readonly unknown[];

/** Written anew: every page has this in its script, and need not have those contracts. */
const jobsKey: Key = ['jobs'];
const trashKey: Key = ['trash'];
/** It says how the last backup came out. */
const storageKey: Key = ['storage'];

/** Of what a page knows, what may no longer be so after an event: keys of TanStack Query, whole or their beginning. */
export function keysOfEvent(event: LiveEvent): Key[] {
  switch (event.topic) {
    case 'repository': {
      const { repository } = event;
      const parts = ['tags', 'history', 'manifest'];
      const components = repository.split('/');
      const namespaces = components.map((_, at) => components.slice(0, at).join('/'));
      return [
        ['repositories'],
        ...namespaces.map((namespace) => ['namespaces', namespace]),
        ...parts.map((part) => [part, repository]),
        trashKey,
      ];
    }
    case 'jobs':
      return [jobsKey, storageKey];
    case 'uploads':
      return [];
    case 'everything':
      return everythingLive;
  }
}

/** All of which events tell. */
export const everythingLive: Key[] = [
  ['repositories'],
  ['namespaces'],
  ['tags'],
  ['history'],
  ['manifest'],
  trashKey,
  jobsKey,
  storageKey,
];
