import type { ManifestChild } from './manifest-contracts';

/** The manifests of one operating system. */
export interface PlatformGroup {
  /** `linux`; null of those for which the index names no platform. */
  system: string | null;
  children: ManifestChild[];
}

/** What one index names, by operating system. */
export interface PlatformSection {
  /** Null of the index itself that is looked at. */
  index: ManifestChild | null;
  groups: PlatformGroup[];
}

/**
 * The children of an index in sections, one for each index in it, and in each by operating system in the order in which
 * the index names them.
 * @param children each before what it names itself, as the API tells them
 * @param words those alone are kept whose platform, media type and digest have all of them, in any case
 * @returns also how many manifests are kept, indexes not counted
 */
export function platformSections(
  children: readonly ManifestChild[],
  words: readonly string[],
): { sections: PlatformSection[]; kept: number } {
  const root: PlatformSection = { index: null, groups: [] };
  const sections = [root];
  const open = [root];
  let kept = 0;
  for (const child of children) {
    open.length = child.depth + 1;
    if (child.isIndex) {
      const section = { index: child, groups: [] };
      sections.push(section);
      open.push(section);
    } else if (matches(child, words)) {
      add(open.at(-1) ?? root, child);
      kept += 1;
    }
  }
  const isShown = ({ index, groups }: PlatformSection) =>
    groups.length > 0 || (index !== null && matches(index, words));
  return { sections: sections.filter(isShown), kept };
}

function add({ groups }: PlatformSection, child: ManifestChild): void {
  const system = child.platform?.split('/')[0] ?? null;
  const group = groups.find((one) => one.system === system);
  if (group) group.children.push(child);
  else groups.push({ system, children: [child] });
}

function matches({ platform, mediaType, digest }: ManifestChild, words: readonly string[]): boolean {
  const text = `${platform ?? ''} ${mediaType} ${digest}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
