import { counted } from '../administration/counted';
import type { TagProtectionsAnswer } from '../tags/protection-contracts';

/** What was done to one tag, in a sentence. */
export function protectedWords(tag: string, isProtected: boolean): string {
  return isProtected
    ? `${tag} is protected: it cannot be deleted. A push can still move it.`
    : `${tag} is protected no more`;
}

/** The same of many tags, and of those that could not be changed. */
export function protectionsWords({ changed, failed }: TagProtectionsAnswer, isProtected: boolean): string {
  const [first] = failed;
  const others = failed.length - 1;
  const why = first
    ? ` ${first.name}: ${first.why}${others > 0 ? ` And ${counted(others, 'other')}.` : ''}`
    : '';
  if (changed.length === 0 && !first)
    return isProtected ? 'All of them were protected already.' : 'None of them was protected here.';
  const what = counted(changed.length, 'tag');
  const verb = changed.length === 1 ? 'is' : 'are';
  return isProtected
    ? `${what} ${verb} protected: a push can still move ${changed.length === 1 ? 'it' : 'them'}.${why}`
    : `${what} ${verb} protected no more.${why}`;
}
