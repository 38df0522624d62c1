const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const yearMs = 365.25 * dayMs;

/** Each unit is used from twice its size on, up to which the one before is more exact; minutes from the first. */
const steps: readonly [unit: 'year' | 'month' | 'day' | 'hour' | 'minute', ms: number, fromMs: number][] = [
  ['year', yearMs, 2 * yearMs],
  ['month', yearMs / 12, 100 * dayMs],
  ['day', dayMs, 2 * dayMs],
  ['hour', hourMs, 2 * hourMs],
  ['minute', minuteMs, minuteMs],
];

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/**
 * How long ago something was, or in what time it is: `3 hours ago`, `in 90 days`; `just now` within a minute. What is to
 * come is rounded up: a thing that ends in 90 days ends in 90 days a moment later, too.
 */
export function timeWords(atMs: number, nowMs: number): string {
  const awayMs = atMs - nowMs;
  const [unit, ms] = steps.find(([, , fromMs]) => Math.abs(awayMs) >= fromMs) ?? [];
  if (unit === undefined || ms === undefined) return awayMs > 0 ? 'in less than a minute' : 'just now';
  return words.format(Math.ceil(awayMs / ms), unit);
}

/** A duration of whole minutes: `90 minutes`, `12 hours`, `7 days`. */
export function durationWords(ms: number): string {
  const [unit, size] = [['day', dayMs] as const, ['hour', hourMs] as const].find(
    ([, one]) => ms >= one && ms % one === 0,
  ) ?? ['minute', minuteMs];
  const count = Math.round(ms / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
