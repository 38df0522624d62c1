import { type Protection, protectionWords } from '@/lib/oci/protection-words';
import type { TagRow } from './tag-contracts';

/** A setting that forbids to remove a tag, or who does. */
type Guard =
  | { rule: 'immutable' | 'protected'; setting: string }
  | { rule: 'person'; protection: Protection };

/** What forbids to remove a tag: `protected by retention.policies[0].protected`. */
export function guardWords(guard: Guard): string {
  return guard.rule === 'person' ? protectionWords(guard.protection) : `${guard.rule} by ${guard.setting}`;
}

/** The same of a row of the table; null for a tag that may be removed. */
export function guardWordsOf({ guard, protection }: Pick<TagRow, 'guard' | 'protection'>): string | null {
  if (guard) return guardWords(guard);
  return protection && protectionWords(protection);
}
