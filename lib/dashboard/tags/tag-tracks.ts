/** What is drawn of one track in one row: its line, above and below the middle of the row, and its dot. */
export interface TrackCell {
  digest: string;
  lane: number;
  /** Whether the line comes from the row above, and goes on to the row below. */
  above: boolean;
  below: boolean;
  /** Whether the row is one of the track's own. */
  dot: boolean;
}

/** Beside each other; what would need more is not joined. */
export const lanesMax = 6;

/**
 * The lines that join rows of one digest, as a map of a railway does. Tracks that overlap run in lanes beside each other;
 * a lane is used again once its track has ended.
 *
 * @param digests of the rows, from top to bottom
 * @returns the cells of each row, and how many lanes there are
 */
export function tagTracks(digests: readonly string[]): { rows: TrackCell[][]; lanes: number } {
  const [first, last] = [new Map<string, number>(), new Map<string, number>()];
  for (const [at, digest] of digests.entries()) {
    if (!first.has(digest)) first.set(digest, at);
    last.set(digest, at);
  }
  const rows: TrackCell[][] = digests.map(() => []);
  /** The row in which each lane is free again. */
  const freeFrom: number[] = [];
  for (const [digest, from] of first) {
    const to = last.get(digest) ?? from;
    if (to === from) continue;
    let lane = freeFrom.findIndex((row) => row <= from);
    if (lane === -1) lane = freeFrom.length;
    if (lane >= lanesMax) continue;
    freeFrom[lane] = to + 1;
    for (let at = from; at <= to; at++)
      rows[at]?.push({ digest, lane, above: at > from, below: at < to, dot: digests[at] === digest });
  }
  return { rows, lanes: freeFrom.length };
}
