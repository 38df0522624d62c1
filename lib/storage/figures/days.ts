const dayMs = 86_400_000;

/** For how many days figures are kept. */
export const daysKept = 400;

/** The day of a time, in days since 1970, UTC. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / dayMs);
}
