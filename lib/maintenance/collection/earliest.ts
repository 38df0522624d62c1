/** The earliest of some times, in milliseconds; `undefined` while there is none. */
export class Earliest {
  atMs: number | undefined;

  constructor(atMs?: number) {
    this.atMs = atMs;
  }

  add(atMs: number): void {
    this.atMs = Math.min(this.atMs ?? atMs, atMs);
  }
}
