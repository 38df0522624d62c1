/**
 * Reads tag globs once, for many tags. `*` stands for any characters, also none; all else for itself.
 * @returns whether a tag matches one of them. The time is at most in proportion to glob times tag.
 */
export function tagMatcher(globs: readonly string[]): (tag: string) => boolean {
  const matchers = globs.map(matcherOf);
  return (tag) => matchers.some((matches) => matches(tag));
}

function matcherOf(pattern: string): (tag: string) => boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return (tag) => tag === pattern;
  return (tag) => {
    if (tag.length < first.length + last.length || !tag.startsWith(first) || !tag.endsWith(last))
      return false;
    // What stands between two stars may as well lie at its first place: the next star takes up the rest.
    let at = first.length;
    for (const part of others) {
      const found = tag.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= tag.length - last.length;
  };
}
