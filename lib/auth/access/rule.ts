import { isSubject } from '@/lib/config';
import type { Action } from './actions';

/** Whom a rule is about. */
export type Subject =
  | { kind: 'everyone' | 'signed-in' | 'anonymous' }
  | { kind: 'user' | 'group' | 'robot'; name: string };

/** One rule of access: whom it allows, or forbids, to do what in which repositories. */
export interface Rule {
  /** What it is called where it is shown: `access.rules[2]`, `rule 17`. */
  id: string;
  effect: 'allow' | 'deny';
  /** As people write them: see `parseSubject`. */
  subjects: readonly string[];
  /** Globs of repository names, as in `matchesNameGlob`; `{user}` stands for the name of who asks. */
  repositories: readonly string[];
  actions: readonly Action[];
  /** Why it is there, in the words of who made it. */
  note?: string;
}

/** Reads a subject; `undefined` when it is none. */
export function parseSubject(text: string): Subject | undefined {
  if (!isSubject(text)) return undefined;
  const [kind = '', name] = text.split(':');
  return (name === undefined ? { kind } : { kind, name }) as Subject;
}
