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

/**
 * The children of an index in its order, each with its attestations (BuildKit names the child in an annotation).
 * @param manifests of a document that was parsed as an index
 * @returns also the attestations of none of them
 */
export function indexChildren(manifests: unknown): { children: IndexChild[]; loose: string[] } {
  const entries = (Array.isArray(manifests) ? manifests : []) as Entry[];
  const children = entries
    .filter((entry) => !isAttestation(entry))
    .map(({ digest, mediaType, platform }) => ({
      digest,
      mediaType,
      platform: platformText(platform) ?? null,
      attestations: [] as string[],
    }));
  const loose: string[] = [];
  for (const entry of entries.filter(isAttestation)) {
    const about = entry.annotations?.['vnd.docker.reference.digest'];
    const child = children.find(({ digest }) => digest === about);
    if (child) child.attestations.push(entry.digest);
    else loose.push(entry.digest);
  }
  return { children, loose };
}
