import { type PolicyMistake, type RetentionPolicy, readRetentionPolicy } from '@/lib/config';
import type { Draft } from '@/lib/dashboard/administration/draft-contract';
import { draftFields } from '@/lib/dashboard/administration/draft-fields';

/** What a policy is called that nobody has saved. */
const draftId = 'this draft';

/**
 * Reads what somebody writes of a policy, as the configuration is read; a field that is empty is left out. Unlike there the
 * tags have to be named: a form that is filled in by half must not mean all of them.
 */
export function readDraft(draft: Draft): { policy: RetentionPolicy } | { mistakes: PolicyMistake[] } {
  const given = Object.fromEntries(
    draftFields.flatMap((field) => (draft[field]?.trim() ? [[field, draft[field]]] : [])),
  );
  const read = readRetentionPolicy(given);
  const unnamed = { field: 'tags', message: 'name the tags that it decides on; * stands for all' };
  if (given.tags === undefined) return { mistakes: [...('mistakes' in read ? read.mistakes : []), unnamed] };
  return 'mistakes' in read ? read : { policy: { ...read.policy, id: draftId } };
}
