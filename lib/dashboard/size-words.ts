const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A number of bytes as people read it: three figures, and the unit by itself so that it can be dimmed. */
export function sizeWords(bytes: number): { value: string; unit: string } {
  if (bytes < 1024) return { value: String(bytes), unit: 'B' };
  let [value, at] = [bytes / 1024, 0];
  // What would be rounded to 1024 is one of the next unit.
  while (value >= 1023.5 && at < units.length - 1) [value, at] = [value / 1024, at + 1];
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return { value: value.toFixed(digits), unit: units[at] ?? 'B' };
}

/** The same in one piece: `3.20 GiB`. */
export function sizeText(bytes: number): string {
  const { value, unit } = sizeWords(bytes);
  return `${value} ${unit}`;
}

/** The exact number, for titles: `1,234,567 bytes`. */
export function exactBytes(bytes: number): string {
  return `${bytes.toLocaleString('en')} ${bytes === 1 ? 'byte' : 'bytes'}`;
}
