/** How two samples of times differ. */
export interface Difference {
  /** Medians, in the unit of the samples. */
  medians: [number, number];
  /** Of the difference of the medians. */
  difference: number;
  /** How many standard deviations the ranks are from what chance would give: within 2.6 for 99 of 100 equal pairs. */
  z: number;
  /** How likely a difference such as this, or a larger one, is by chance alone. */
  p: number;
}

/**
 * Compares two samples by the ranks of their values (Mann and Whitney's U, by its normal approximation): that needs no
 * assumption about how times are spread, and a few that are very long do not matter.
 */
export function compareRanks(one: readonly number[], other: readonly number[]): Difference {
  const all = [
    ...one.map((value) => ({ value, first: true })),
    ...other.map((value) => ({ value, first: false })),
  ];
  all.sort((a, b) => a.value - b.value);
  let rankSum = 0;
  for (let at = 0; at < all.length; ) {
    let end = at + 1;
    while (all[end]?.value === all[at]?.value) end += 1;
    const rank = (at + 1 + end) / 2;
    for (let index = at; index < end; index += 1) if (all[index]?.first) rankSum += rank;
    at = end;
  }
  const [n, m] = [one.length, other.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const z = (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  const medians: [number, number] = [medianOf(one), medianOf(other)];
  return { medians, difference: medians[0] - medians[1], z, p: twoSided(z) };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** The share of a normal distribution that is farther out than z, on both sides (Abramowitz and Stegun, 7.1.26). */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return polynomial * Math.exp(-x * x);
}
