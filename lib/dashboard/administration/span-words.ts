import { durationWords } from '../time-words';

/** A span of a setting: `30 seconds`, `90 minutes`, `7 days`. */
export function spanWords(ms: number): string {
  if (ms >= 60_000) return durationWords(ms);
  const seconds = Math.round(ms / 1_000);
  return `${seconds} second${seconds === 1 ? '' : 's'}`;
}

/** How often something is done: `every hour`, `every 6 hours`. */
export function everyWords(ms: number): string {
  return `every ${spanWords(ms).replace(/^1 /, '')}`;
}
