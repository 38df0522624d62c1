import { parseDuration } from './duration';

/**
 * Reads a time as people write it: a day (`2026-01-31`), a time (`2026-01-31T12:00Z`), or a span before now (`24h`).
 * @returns milliseconds since 1970, or undefined when the text is none of these
 */
export function parseMoment(text: string, nowMs: number): number | undefined {
  const spanMs = parseDuration(text);
  if (spanMs !== undefined) return nowMs - spanMs;
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
