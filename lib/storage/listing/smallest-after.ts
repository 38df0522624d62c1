import type { FolderEntry } from '../driver';

/**
 * The first names after `last`, in ASCII order, of entries that come in no order. Memory is that of twice the
 * limit, however many entries there are.
 */
export async function smallestAfter<Name extends string>(
  entries: AsyncIterable<FolderEntry & { name: Name }>,
  last: string,
  limit: number,
): Promise<Name[]> {
  let smallest: Name[] = [];
  let bound: Name | undefined;
  const trim = () => {
    smallest = smallest.sort(byCode).slice(0, limit);
    if (smallest.length === limit) bound = smallest.at(-1);
  };
  for await (const { name } of entries) {
    if (name <= last || (bound !== undefined && name >= bound)) continue;
    smallest.push(name);
    if (smallest.length >= limit * 2) trim();
  }
  trim();
  return smallest;
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
