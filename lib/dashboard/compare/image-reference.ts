import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { hasDigestForm } from '../digest-form';

/** A manifest as the address of a comparison names it. */
export interface ImageReference {
  repository: RepositoryName;
  /** A tag or a digest. */
  reference: string;
}

/** No repository name, tag and digest together are longer. */
export const imageReferenceLengthMax = 512;

const tag = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/**
 * Parses `team/app@sha256:…` or `team/app:v1`.
 * @returns undefined when it is neither
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const at = text.search(/[@:]/);
  if (at < 0 || text.length > imageReferenceLengthMax) return undefined;
  const reference = text.slice(at + 1);
  if (text[at] === '@' ? !hasDigestForm(reference) : !tag.test(reference)) return undefined;
  try {
    return { repository: parseRepositoryName(text.slice(0, at)), reference };
  } catch {
    return undefined; // What breaks the grammar names nothing.
  }
}

/** A reference as it stands in an address. @param reference a tag or a digest */
export function imageReferenceText(repository: string, reference: string): string {
  return `${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
}
