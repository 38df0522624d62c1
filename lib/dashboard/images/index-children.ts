import { isAttestation } from './image-summary';
import { platformText } from './platform-text';

/** A child of an index, with the manifests that say something of it folded under it. */
export interface IndexChild {
  digest: string;
  mediaType: string;
  platform: string | null;
  attestations: string[];
}

interface Entry {
  digest: string;
  mediaType: string;
  platform?: unknown;
  annotations?: Record<string, unknown>;
}

/** What an index names, as far as it is shown: more would be a page that nobody reads. */
export interface ShownChildren {
  children: IndexChild[];
  childrenOmitted: number;
  /** The attestations of none of the children. */
  loose: string[];
  attestationsOmitted: number;
}

/**
 * The children of an index in its order, each with its attestations (BuildKit names the child in an annotation).
 * @param manifests of a document that was parsed as an index
 * @param shownMax how many children there are at most
 * @param attestationsMax and attestations, of all of them together
 */
export function indexChildren(
  manifests: unknown,
  shownMax: number,
  attestationsMax: number = shownMax,
): ShownChildren {
  const entries = (Array.isArray(manifests) ? manifests : []) as Entry[];
  const all = entries.filter((entry) => !isAttestation(entry));
  const children = all.slice(0, shownMax).map(({ digest, mediaType, platform }) => ({
    digest,
    mediaType,
    platform: platformText(platform) ?? null,
    attestations: [] as string[],
  }));
  const byDigest = new Map<unknown, IndexChild>();
  for (const child of children) if (!byDigest.has(child.digest)) byDigest.set(child.digest, child);
  const attestations = entries.filter(isAttestation);
  const loose: string[] = [];
  for (const entry of attestations.slice(0, attestationsMax)) {
    const child = byDigest.get(entry.annotations?.['vnd.docker.reference.digest']);
    (child?.attestations ?? loose).push(entry.digest);
  }
  return {
    children,
    childrenOmitted: all.length - children.length,
    loose,
    attestationsOmitted: Math.max(attestations.length - attestationsMax, 0),
  };
}
