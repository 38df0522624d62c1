/** Units of a size, largest first, in bytes. `KiB` is 1024 bytes, `KB` is 1000. */
const units = [
  ['PiB', 1024 ** 5],
  ['PB', 1000 ** 5],
  ['TiB', 1024 ** 4],
  ['TB', 1000 ** 4],
  ['GiB', 1024 ** 3],
  ['GB', 1000 ** 3],
  ['MiB', 1024 ** 2],
  ['MB', 1000 ** 2],
  ['KiB', 1024],
  ['KB', 1000],
  ['B', 1],
] as const;

const bytesOf = new Map<string, number>(units.map(([unit, bytes]) => [unit.toLowerCase(), bytes]));
const pattern = /^(\d+(?:\.\d+)?)\s*([a-z]+)?$/i;

/**
 * Reads a size as people write it: `64MiB`, `1.5GiB`, `10MB`, or a plain number of bytes. Upper and lower case are
 * the same.
 * @returns whole bytes, or undefined when the text is not a size or is beyond what a number holds exactly.
 */
export function parseSize(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, count = '', unit] = match;
  if (unit === undefined && count.includes('.')) return undefined;
  const unitBytes = bytesOf.get((unit ?? 'B').toLowerCase());
  if (unitBytes === undefined) return undefined;
  const bytes = Math.round(Number(count) * unitBytes);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Writes a size so that `parseSize` reads the same number of bytes: 67108864 gives `64MiB`. */
export function formatSize(bytes: number): string {
  const [unit, unitBytes] =
    units.find(([, each]) => bytes >= each && bytes % each === 0) ?? (['B', 1] as const);
  return `${bytes / unitBytes}${unit}`;
}
