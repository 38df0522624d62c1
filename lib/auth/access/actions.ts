import { accessActions } from '@/lib/config';

/**
 * What may be done in a repository.
 *
 * - `pull`: read manifests, blobs, tags and referrers
 * - `push`: add blobs, manifests and tags, and move tags
 * - `retag`: move a tag that is there to another manifest that is there
 * - `delete`: remove tags, manifests and blobs
 * - `administer`: all of these, restore what was deleted, protect tags, and change the repository's settings
 */
export const actions = accessActions;
export type Action = (typeof actions)[number];

/** What else a right to do something includes. */
const included: Record<Action, readonly Action[]> = {
  pull: [],
  push: ['retag'],
  retag: [],
  delete: [],
  administer: ['pull', 'push', 'retag', 'delete'],
};

/** Those of the actions that change content. */
export const writes: ReadonlySet<Action> = new Set(['push', 'retag', 'delete', 'administer']);

/** Whether a rule about some actions is about this one: `push` includes `retag`, `administer` includes all. */
export function covers(granted: readonly Action[], wanted: Action): boolean {
  return granted.some((action) => action === wanted || included[action].includes(wanted));
}
