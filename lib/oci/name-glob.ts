/**
 * One step of a glob, as a state of a small automaton: which next states it may reach without reading
 * (`skips`, counted from itself), whether it may stay after reading a character, and whether it may advance.
 */
interface Step {
  skips: readonly number[];
  stays: (character: string) => boolean;
  advances: (character: string) => boolean;
}

const never = () => false;
const always = () => true;
const isSlash = (character: string) => character === '/';

/** `*`: any characters of one component, also none. */
const withinComponent: Step = { skips: [1], stays: (character) => character !== '/', advances: never };
/** `**`: any characters across components, also none. */
const acrossComponents: Step = { skips: [1], stays: always, advances: never };
/** `**` as a whole component, with the slash after it: nothing at all, or anything that ends in a slash. */
const anyFolders: readonly Step[] = [
  { skips: [1, 2], stays: never, advances: never },
  { skips: [], stays: always, advances: isSlash },
];

/**
 * Whether a canonical repository name matches a glob. `*` stands for any characters within one component, `**`
 * for any characters across components, and `**` as a whole component before a `/` for any number of components,
 * also none (`team/**` + `/app` matches `team/app`); all else stands for itself. A pattern with neither `/` nor
 * `**` names a repository of one component, which is `library/<name>`, so it is read with that prefix.
 *
 * The time is in proportion to pattern times name, however many stars there are: names come from outside, where
 * a backtracking regular expression would let one request hold the process.
 */
export function matchesNameGlob(pattern: string, name: string): boolean {
  return nameMatcher(pattern)(name);
}

/** The same for one pattern and many names: the pattern is read once. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const steps = compile(pattern.includes('/') || pattern.includes('**') ? pattern : `library/${pattern}`);
  return (name) => matches(steps, name);
}

function matches(steps: readonly Step[], name: string): boolean {
  let states = reachable(steps, [0]);
  for (const character of name) {
    const next: number[] = [];
    for (const state of states) {
      const step = steps[state];
      if (step?.stays(character)) next.push(state);
      if (step?.advances(character)) next.push(state + 1);
    }
    if (next.length === 0) return false;
    states = reachable(steps, next);
  }
  return states.has(steps.length);
}

function compile(pattern: string): Step[] {
  const steps: Step[] = [];
  for (const token of pattern.match(/(?<=^|\/)\*\*\/|\*\*+|./gs) ?? []) {
    if (token === '**/') steps.push(...anyFolders);
    else if (token.startsWith('**')) steps.push(acrossComponents);
    else if (token === '*') steps.push(withinComponent);
    else steps.push({ skips: [], stays: never, advances: (character) => character === token });
  }
  return steps;
}

/** The states themselves and all that can be reached from them without reading. */
function reachable(steps: readonly Step[], states: readonly number[]): Set<number> {
  const found = new Set(states);
  // A set is walked in order of insertion and includes what is added on the way.
  for (const state of found) {
    for (const skip of steps[state]?.skips ?? []) found.add(state + skip);
  }
  return found;
}
