const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Writes a size for people to read, rounded: 1288490189 gives `1.2 GiB`. `formatSize` writes one exactly. */
export function readableSize(bytes: number): string {
  let [value, at] = [bytes, 0];
  // What would be rounded to 1024.0 is one of the next unit.
  while (Math.abs(value) >= 1023.95 && at < units.length - 1) {
    value /= 1024;
    at += 1;
  }
  return `${at === 0 ? value : value.toFixed(1)} ${units[at]}`;
}
