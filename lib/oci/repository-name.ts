import { Invalid } from './invalid';
import { matchesNameGlob } from './name-glob';
import { quote } from './quote';

/**
 * The canonical name of a repository: at least two components joined by `/`, for a name of one component is the
 * same repository as `library/<name>`. At most 255 characters, ASCII, never a `.` or `..` component.
 */
export type RepositoryName = string & { readonly __brand: 'RepositoryName' };

/**
 * What an administrator allows, over and above the grammar. `allow` and `deny` are globs as in
 * `matchesNameGlob`; `deny` is asked first and an empty `allow` allows everything. `lengthMax` counts the
 * characters of the canonical name; it can lower the limit of 255 but not raise it.
 */
export interface NameRules {
  allow: readonly string[];
  deny: readonly string[];
  lengthMax: number;
}

/** What clients accept and what one file name may have; the specification itself sets no limit. */
const lengthLimit = 255;
const component = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;

/** A repository's folder holds folders of these names, which a nested repository must not be mixed up with. */
const reserved: ReadonlySet<string> = new Set(['manifests', 'blobs', 'referrers']);

/**
 * Parses the name of a repository (distribution-spec, "Pulling manifests", the grammar of `<name>`) and returns
 * it in canonical form. Throws `Invalid` NAME_INVALID when the name breaks the grammar, is too long, has
 * `manifests`, `blobs` or `referrers` as a component after the first, or is not allowed by the rules.
 */
export function parseRepositoryName(text: string, rules?: NameRules): RepositoryName {
  const name = text.includes('/') ? text : `library/${text}`;
  const lengthMax = Math.min(rules?.lengthMax ?? lengthLimit, lengthLimit);
  if (name.length > lengthMax) {
    throw invalid(text, `is too long: use at most ${lengthMax} characters, and this is ${name.length}`);
  }
  const components = name.split('/');
  for (const [index, part] of components.entries()) {
    if (part === '')
      throw invalid(text, 'has an empty component: write something before, after and between slashes');
    if (!component.test(part)) {
      throw invalid(
        text,
        `has the component ${quote(part)}, which is not allowed: use lowercase letters and digits, joined by one '.', one or two '_' or any number of '-'`,
      );
    }
    if (index > 0 && reserved.has(part)) {
      throw invalid(
        text,
        `has the component ${quote(part)}, which is reserved after the first one because every repository keeps a folder of that name: rename it`,
      );
    }
  }
  if (rules) checkRules(text, name, rules);
  return name as RepositoryName;
}

/** Whether the text is the name of a repository in canonical form already. */
export function isRepositoryName(text: string): text is RepositoryName {
  if (text.length > lengthLimit) return false;
  const components = text.split('/');
  return (
    components.length > 1 &&
    components.every((part, index) => component.test(part) && !(index > 0 && reserved.has(part)))
  );
}

function checkRules(text: string, name: string, { allow, deny }: NameRules): void {
  const refusing = deny.find((pattern) => matchesNameGlob(pattern, name));
  if (refusing !== undefined) {
    throw invalid(text, `is refused by this registry's rule ${quote(refusing)}: choose another name`);
  }
  if (allow.length > 0 && !allow.some((pattern) => matchesNameGlob(pattern, name))) {
    const allowed = allow.slice(0, 5).map(quote).join(', ');
    throw invalid(text, `is not among the names that this registry allows: use one that matches ${allowed}`);
  }
}

function invalid(text: string, problem: string): Invalid {
  return new Invalid('NAME_INVALID', `the repository name ${quote(text)} ${problem}`);
}
