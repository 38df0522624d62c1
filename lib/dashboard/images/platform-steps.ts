import type { ManifestChild } from './manifest-contracts';

/** Where a platform stands among those of its index. */
export interface PlatformSteps {
  /** From 1 on. */
  at: number;
  count: number;
  /** The ones before and after it; absent at the ends. */
  before: ManifestChild | undefined;
  after: ManifestChild | undefined;
}

/** The platforms of an index that can be opened, in its order, each once. */
export function openPlatforms(children: readonly ManifestChild[]): ManifestChild[] {
  const there = children.filter(({ isIndex, isThere }) => !isIndex && isThere);
  return there.filter(({ digest }, at) => there.findIndex((one) => one.digest === digest) === at);
}

/**
 * The keys that open platforms from the page of their index: `]` the first, `[` the last.
 * @returns the key of the child at a place, if it has one
 */
export function stepKeys(children: readonly ManifestChild[]): (at: number) => '[' | ']' | undefined {
  const isOpen = ({ isIndex, isThere }: ManifestChild) => !isIndex && isThere;
  const [first, last] = [children.findIndex(isOpen), children.findLastIndex(isOpen)];
  return (at) => (at < 0 ? undefined : at === first ? ']' : at === last ? '[' : undefined);
}

/** The steps from one platform of an index to the others; undefined when the index does not name it. */
export function platformSteps(children: readonly ManifestChild[], digest: string): PlatformSteps | undefined {
  const all = openPlatforms(children);
  const at = all.findIndex((one) => one.digest === digest);
  return at < 0 ? undefined : { at: at + 1, count: all.length, before: all[at - 1], after: all[at + 1] };
}
