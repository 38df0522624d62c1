import { parseReference, type Reference } from '@/lib/oci/reference';
import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';

/** A manifest as the address of a comparison names it. */
export interface ImageReference {
  repository: RepositoryName;
  reference: Reference;
}

/** No repository name, tag and digest together are longer. */
export const imageReferenceLengthMax = 512;

/**
 * Parses `team/app@sha256:…` or `team/app:v1`.
 * @returns undefined when it is neither
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const at = text.search(/[@:]/);
  if (at < 0 || text.length > imageReferenceLengthMax) return undefined;
  try {
    const repository = parseRepositoryName(text.slice(0, at));
    const reference = parseReference(text.slice(at + 1));
    if ((reference.kind === 'digest') !== (text[at] === '@')) return undefined;
    return { repository, reference };
  } catch {
    return undefined; // What breaks a grammar names nothing.
  }
}

/** A reference as it stands in an address. @param reference a tag or a digest */
export function imageReferenceText(repository: string, reference: string): string {
  return `${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
}
