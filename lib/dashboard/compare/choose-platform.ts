import { DashboardProblem } from '../dashboard-problem';
import { plainText } from '../plain-text';
import type { SideContent } from './read-side';

const usual = 'linux/amd64';
const namesMax = 10;

/** Which manifests of two are compared. */
export interface Chosen {
  /** Digests of children; null for the manifest itself. */
  a: string | null;
  b: string | null;
  /** What can be chosen: of two indexes what both are for. */
  platforms: string[];
  platform: string | null;
}

/**
 * Of indexes, the manifests for the same platform: for the one that is asked for, or the usual one, or the first that both
 * have. An index and an image are compared by the platform of the image.
 * @throws DashboardProblem 409 when they have none in common
 */
export function choosePlatform(a: SideContent, b: SideContent, wanted: string | undefined): Chosen {
  const [ofA, ofB] = [platformsOf(a), platformsOf(b)];
  if (!ofA && !ofB) return { a: null, b: null, platforms: [], platform: null };
  if (ofA && ofB) {
    const platforms = [...ofA.keys()].filter((platform) => ofB.has(platform));
    const platform = [wanted, usual, platforms[0]].find(
      (one) => one !== undefined && platforms.includes(one),
    );
    if (platform === undefined)
      throw new DashboardProblem(
        409,
        `These two have no platform in common: the first is for ${named(ofA)}, the second for ${named(ofB)}.`,
      );
    return { a: ofA.get(platform) ?? null, b: ofB.get(platform) ?? null, platforms, platform };
  }
  const index = ofA ?? ofB;
  const platform = (ofA ? b : a).config?.platform ?? '';
  const digest = index?.get(platform);
  if (index === undefined || digest === undefined)
    throw new DashboardProblem(
      409,
      `One of these two is for ${plainText(platform) || 'no platform that it names'}, the other for ${index ? named(index) : 'none'}.`,
    );
  return { a: ofA ? digest : null, b: ofB ? digest : null, platforms: [], platform: null };
}

/** The children of an index by their platform, the first of each; `undefined` for what is none. */
function platformsOf({ manifest, children }: SideContent): Map<string, string> | undefined {
  if (manifest.kind !== 'index') return undefined;
  const platforms = new Map<string, string>();
  for (const { platform, digest } of children)
    if (platform !== null && !platforms.has(platform)) platforms.set(platform, digest);
  return platforms;
}

function named(platforms: Map<string, string>): string {
  if (platforms.size === 0) return 'none';
  const names = [...platforms.keys()].map(plainText);
  return `${names.slice(0, namesMax).join(', ')}${names.length > namesMax ? ' and others' : ''}`;
}
