/** A promise that the registry did not keep. */
export interface Failure {
  kind: FailureKind;
  repository: string;
  what: string;
  /** The last events about the object, the oldest first. */
  events: string[];
}

/** What can go wrong. */
export type FailureKind =
  | 'content lost'
  | 'manifest without a blob'
  | 'blob unknown within the lease'
  | 'tag wrong'
  | 'wrong bytes'
  | 'unexpected answer'
  | 'list wrong'
  | 'deleted content came back'
  | 'disk use'
  | 'check'
  | 'connection cut';

/** What happened to a repository lately: bounded, for the report of a failure. */
export class Events {
  readonly #lines: string[] = [];

  /** The latest line, without its time. */
  last: string | undefined;

  add(line: string): void {
    this.last = line;
    this.#lines.push(`${new Date().toISOString().slice(11, 23)} ${line}`);
    if (this.#lines.length > linesMax) this.#lines.splice(0, linesMax / 2);
  }

  /** The last events that name one of these, and the last few of all. */
  about(...names: string[]): string[] {
    const lines = this.#lines.filter(
      (line, at) => at >= this.#lines.length - 5 || names.some((name) => line.includes(name)),
    );
    return lines.slice(-25);
  }
}

const linesMax = 1_000;

/** Thrown after a failure was noted: the worker leaves that repository alone and begins another. */
export class Broken extends Error {
  override readonly name = 'Broken';
}
