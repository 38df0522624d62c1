export { datedEnding } from '@/lib/oci/dated-tag';

import { type Digest, parseDigest } from '@/lib/oci/digest';
import { parseTag, type Tag } from '@/lib/oci/reference';
import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';

/** What a command is about: a repository, or one of its tags or manifests. */
export interface Target {
  repository: RepositoryName;
  tag?: Tag;
  digest?: Digest;
}

/**
 * Reads `REPOSITORY`, `REPOSITORY:TAG` or `REPOSITORY@DIGEST`, as clients write them, without the registry's address.
 * @throws Invalid
 */
export function parseTarget(text: string): Target {
  const at = text.indexOf('@');
  if (at >= 0) {
    return { repository: parseRepositoryName(text.slice(0, at)), digest: parseDigest(text.slice(at + 1)) };
  }
  const colon = text.indexOf(':');
  if (colon < 0) return { repository: parseRepositoryName(text) };
  return { repository: parseRepositoryName(text.slice(0, colon)), tag: parseTag(text.slice(colon + 1)) };
}

/**
 * Reads a time as ISO 8601 has it, such as `2026-11-01T12:00:00Z`, or a day, which begins at midnight UTC.
 * @returns milliseconds since 1970; undefined when the text is no time
 */
export function parseTime(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text))
    return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  // Some dates that do not exist are read as the next one.
  return new Date(Date.parse(`${text.slice(0, 10)}T00:00:00Z`)).toISOString().startsWith(text.slice(0, 10))
    ? ms
    : undefined;
}
