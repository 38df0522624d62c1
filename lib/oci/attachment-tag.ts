import type { Digest } from './digest';
import type { Tag } from './reference';
import { fallbackTag } from './referrer';

/** What clients add to the tag schema of referrers: nothing, and what cosign calls signatures, attestations and SBOMs. */
export const attachmentEndings = ['', '.sig', '.att', '.sbom'] as const;
export type AttachmentEnding = (typeof attachmentEndings)[number];

/** The tags under which clients put what they say of a manifest. */
export function attachmentTags(digest: Digest): Tag[] {
  const tag = fallbackTag(digest);
  return attachmentEndings.map((ending) => `${tag}${ending}` as Tag);
}

const form = /^(sha256|sha512)-([0-9a-f]{64})(|\.sig|\.att|\.sbom)$/;

/**
 * What a tag of this form says something of.
 * @returns the beginning of the manifest's digest, which is all of it unless it is of SHA-512; `undefined` for other tags
 */
export function readAttachmentTag(name: string): { subject: string; ending: AttachmentEnding } | undefined {
  const [, algorithm, hex, ending] = form.exec(name) ?? [];
  if (algorithm === undefined) return undefined;
  return { subject: `${algorithm}:${hex}`, ending: ending as AttachmentEnding };
}
