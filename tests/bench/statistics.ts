/** The middle value of a list, or the mean of the two in the middle. NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** What half, nine in ten and 99 in 100 operations took no longer than. */
export interface Percentiles {
  count: number;
  p50: number;
  p90: number;
  p99: number;
}

/** Percentiles by nearest rank: each is a value that was measured. */
export function percentiles(values: Float64Array): Percentiles {
  const sorted = values.toSorted();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

/** One list of all values. */
export function joined(lists: readonly Float64Array[]): Float64Array {
  return Float64Array.from(lists.flatMap((list) => Array.from(list)));
}
