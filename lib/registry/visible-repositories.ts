import type { Visibility } from '@/lib/auth/access/visibility';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';

/** How many names are read at once to find some that are seen. */
const readAtOnceMax = 1_000;

/**
 * A page of the repositories that somebody may see, in ASCII order. It reads only where names begin as they must, so it
 * costs what is seen there, not what the registry holds.
 * @param page.last the name after which it begins; it need not exist
 * @param page.matching only names that contain this text
 */
export async function listVisible(
  storage: Pick<Storage, 'listRepositories'>,
  { prefixes, sees }: Visibility,
  { last, limit, matching }: { last: string; limit: number; matching?: string },
): Promise<{ names: RepositoryName[]; more: boolean }> {
  const names: RepositoryName[] = [];
  let read = 0;
  for (let cursor = nextBegin(prefixes, last); cursor !== undefined && names.length <= limit; ) {
    const wanted = limit + 1 - names.length;
    // Where few are seen among many, small pages would take one question each.
    const page = await storage.listRepositories({
      last: cursor,
      limit: Math.max(wanted, Math.min(read, readAtOnceMax)),
      matching,
    });
    read += page.names.length;
    names.push(...page.names.filter(sees));
    const end = page.names.at(-1);
    cursor = page.more && end !== undefined ? nextBegin(prefixes, end) : undefined;
  }
  return { names: names.slice(0, limit), more: names.length > limit };
}

/** Where to go on after a name: there, or right before the next names that begin as they must; `undefined` at the end. */
export function nextBegin(prefixes: readonly string[], last: string): string | undefined {
  const prefix = [...prefixes].sort().find((one) => last < one || last.startsWith(one));
  if (prefix === undefined) return undefined;
  return last.startsWith(prefix) ? last : justBefore(prefix);
}

/** A text that is before a prefix, and after every name that is. */
function justBefore(prefix: string): string {
  const end = prefix.length - 1;
  // No name has a `~`, and all of their characters are before it.
  return `${prefix.slice(0, end)}${String.fromCharCode(prefix.charCodeAt(end) - 1)}~`;
}
