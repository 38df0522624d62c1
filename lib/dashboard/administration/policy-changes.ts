import { sendJson } from '../fetch-json';
import type { Draft } from './draft-contract';
import { draftFields } from './draft-fields';
import { type DraftAddress, draftHref } from './draft-queries';
import type { ShownPolicy } from './retention-contract';

const contracts = () => import('./draft-contract');

type Stored = NonNullable<ShownPolicy['stored']>;

/** A change of the policies of the database. */
export type PolicyChanging =
  | { kind: 'add'; draft: Draft }
  | { kind: 'change'; number: number; draft: Draft }
  | { kind: 'enable' | 'disable' | 'remove'; number: number; draft: Draft };

/** What is asked to know what a change would do: all of it, however long that takes. */
export function lookOf(change: PolicyChanging): DraftAddress {
  const policy = change.kind === 'add' ? undefined : String(change.number);
  const goes = change.kind === 'disable' || change.kind === 'remove';
  return {
    draft: goes ? {} : change.draft,
    view: { show: 'going', thorough: 'yes', policy, without: goes ? 'yes' : undefined },
  };
}

/**
 * Makes a change.
 * @param state of the simulation that was shown; `unsimulated` for who knows that there is none
 */
export async function sendPolicyChange(
  change: PolicyChanging,
  state: string | typeof unsimulated,
): Promise<void> {
  const path = '/api/v1/retention/policies';
  const isBlind = state === unsimulated;
  if (change.kind === 'remove') {
    const query = isBlind ? 'unsimulated=yes' : `state=${encodeURIComponent(state)}`;
    return await sendJson('DELETE', `${path}/${change.number}?${query}`);
  }
  const known = isBlind ? { state: null, unsimulated: true } : { state };
  const body = { ...change.draft, isEnabled: change.kind !== 'disable', ...known };
  if (change.kind === 'add')
    await sendJson('POST', path, { body, answer: async () => (await contracts()).madePolicy });
  else await sendJson('PUT', `${path}/${change.number}`, { body });
}

/** In the place of a state, where what a change would do can not be found out in time. */
export const unsimulated = Symbol('unsimulated');

/** The settings of a policy of the database, as a draft has them. */
export function draftOf({ settings }: Stored): Draft {
  return Object.fromEntries(
    draftFields.flatMap((field) => (settings[field] ? [[field, settings[field]]] : [])),
  );
}

/** Where a policy of the database is edited. */
export function editHref(stored: Stored): string {
  return draftHref({ draft: draftOf(stored), view: { show: 'going', policy: String(stored.number) } });
}
