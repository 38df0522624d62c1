const dayMs = 86_400_000;
const words = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

/** A day, in days since 1970 (UTC), as people write it: `Nov 27, 2026`. */
export function dayWords(day: number): string {
  return words.format(day * dayMs);
}

/** The same for programs: `2026-11-27`. */
export function dayIso(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
