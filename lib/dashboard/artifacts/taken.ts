/** What `readJson` took of a document: objects with the fields that were asked for, lists with their length. */
export type Taken = Readonly<Record<string, unknown>>;

/** A part of what was taken that is an object; one without fields where it is not there. */
export function partOf(value: unknown, ...names: string[]): Taken {
  let part = value;
  for (const name of names) part = isObject(part) ? part[name] : undefined;
  return isObject(part) ? part : {};
}

/** A text that was taken; null where there is none. */
export function wordOf(taken: Taken, name: string): string | null {
  const value = taken[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A list that was taken: its first items that are objects, and how many the document has. */
export function listOf(taken: Taken, name: string): { items: Taken[]; total: number } {
  const { items, total } = partOf(taken, name);
  return {
    items: Array.isArray(items) ? items.filter(isObject) : [],
    total: typeof total === 'number' ? total : 0,
  };
}

/** Names with their texts that were taken. */
export function pairsOf(taken: Taken, name: string): { name: string; value: string }[] {
  const value = taken[name];
  return Array.isArray(value) ? (value as { name: string; value: string }[]) : [];
}

function isObject(value: unknown): value is Taken {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
