const steps: readonly [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ['year', 365.25 * 86_400_000],
  ['month', (365.25 * 86_400_000) / 12],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** How long ago something was, or in what time it is: `3 hours ago`, `in 2 days`; `just now` within a minute. */
export function timeWords(atMs: number, nowMs: number): string {
  const awayMs = atMs - nowMs;
  const [unit, ms] = steps.find(([, size]) => Math.abs(awayMs) >= size) ?? [];
  if (unit === undefined || ms === undefined) return awayMs > 0 ? 'in less than a minute' : 'just now';
  return words.format(Math.trunc(awayMs / ms), unit);
}
