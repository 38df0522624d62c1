import type { Failure } from './failures';

/** Failures that are kept whole; the others are counted. */
const failuresMax = 50;

/** Counts what was done, and keeps what failed. */
export class Tally {
  readonly startedAt = performance.now();
  readonly byKind = new Map<string, number>();
  readonly failures: Failure[] = [];
  operations = 0;
  failed = 0;
  /** Requests whose server was killed before it answered. */
  cut = 0;
  /** Manifests that were refused because the lease of a blob had run out: that is the contract. */
  leasesExpired = 0;

  constructor(readonly operationsMax: number) {}

  /** Whether all operations are done. */
  get isDone(): boolean {
    return this.operations >= this.operationsMax;
  }

  get elapsedMs(): number {
    return performance.now() - this.startedAt;
  }

  count(kind: string): void {
    this.operations += 1;
    this.byKind.set(kind, (this.byKind.get(kind) ?? 0) + 1);
  }

  fail(failure: Failure): void {
    this.failed += 1;
    if (this.failures.length < failuresMax) this.failures.push(failure);
  }
}
