/** Units of a duration, largest first, in milliseconds. */
const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

const number = String.raw`\d+(?:\.\d+)?`;
const pattern = new RegExp(`^${units.map(([unit]) => `(?:(${number})${unit})?`).join('')}$`);

/**
 * Reads a duration as people write it: `24h`, `1h30m`, `500ms`, `1.5s`. Units stand in falling order, each once.
 * @returns whole milliseconds, or undefined when the text is not a duration.
 */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (text.trim() === '' || match === null) return undefined;
  const ms = units.reduce((sum, [, unitMs], index) => sum + Number(match[index + 1] ?? 0) * unitMs, 0);
  return Math.round(ms);
}

/** Writes a duration so that `parseDuration` reads the same number of milliseconds: 5400000 gives `1h30m`. */
export function formatDuration(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, unitMs] of units) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text === '' ? '0s' : text;
}
