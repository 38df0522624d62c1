import type { IncomingHttpHeaders } from 'node:http';
import type { Digest } from '@/lib/oci/digest';

/**
 * Whether the client has this content already (RFC 9110, section 13.1.2, `If-None-Match`). The entity tag of
 * content is its digest in quotes.
 */
export function isUnmodified(headers: IncomingHttpHeaders, digest: Digest): boolean {
  const condition = headers['if-none-match'];
  if (condition === undefined) return false;
  return condition.trim() === '*' || tagsIn(condition).includes(digest);
}

/**
 * The `Range` header, if it counts: with an `If-Range` of other content it does not (RFC 9110, section 13.1.5).
 * A date in `If-Range` never counts, for content here has no date.
 */
export function rangeOf(headers: IncomingHttpHeaders, digest: Digest): string | undefined {
  const condition = headers['if-range'];
  if (condition !== undefined && String(condition).trim() !== `"${digest}"`) return undefined;
  return headers.range;
}

function tagsIn(condition: string): string[] {
  return condition.split(',').map((tag) => tag.trim().replace(/^W\//, '').replace(/^"|"$/g, ''));
}
