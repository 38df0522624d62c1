const sizeUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A size as people read it, rounded: `1.2 GiB`. */
export function sizeInWords(bytes: number): string {
  const at = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), sizeUnits.length - 1);
  const value = bytes / 1024 ** at;
  return `${at === 0 ? value : value.toFixed(1)} ${sizeUnits[at]}`;
}

const timeUnits = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A time span as people read it, rounded down to its largest unit: `3 hours`. */
export function spanInWords(ms: number): string {
  const [unit, unitMs] = timeUnits.find(([, each]) => ms >= each) ?? (['second', 1_000] as const);
  const count = Math.floor(Math.max(ms, 0) / unitMs);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `1 file`, `2 files`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
