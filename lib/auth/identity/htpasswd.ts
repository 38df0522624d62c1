import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isPasswordHash, type PasswordHash, roundsOf } from './password';

/** How often it is looked whether the file has changed. */
const lookIntervalMs = 1_000;
const bytesMax = 16 * 1024 ** 2;

/** What an `htpasswd` file says. */
export interface HtpasswdEntries {
  hashes: ReadonlyMap<string, PasswordHash>;
  /** The most rounds that one of them has, as a power of two. */
  roundsMax: number;
  /** One sentence for each line that is not used. */
  problems: string[];
}

/**
 * Reads an `htpasswd` file: a name, a colon, a bcrypt hash (`htpasswd -B`: `$2y$`; also `$2a$` and `$2b$`) a line.
 * Apache's other hashes can be guessed in hours, so their lines are left out and told.
 * @see https://httpd.apache.org/docs/2.4/misc/password_encryptions.html
 */
export function parseHtpasswd(text: string): HtpasswdEntries {
  const hashes = new Map<string, PasswordHash>();
  const problems: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    const [name, hash] = [
      line.slice(0, colon),
      line
        .slice(colon + 1)
        .split(':')[0]
        ?.trim() ?? '',
    ];
    if (colon < 1) problems.push(`line ${index + 1} has no name and colon`);
    else if (!isPasswordHash(hash))
      problems.push(
        `line ${index + 1}: the password is not hashed with bcrypt, or with more than 2^16 rounds: make it anew with htpasswd -B`,
      );
    else if (hashes.has(name))
      problems.push(`line ${index + 1}: ${JSON.stringify(name)} stands above already`);
    else hashes.set(name, hash);
  }
  const roundsMax = [...hashes.values()].reduce((most, hash) => Math.max(most, roundsOf(hash)), 0);
  return { hashes, roundsMax, problems };
}

/**
 * An `htpasswd` file that is read again when it changes. What can't be read any more, because it is being replaced or
 * by mistake, leaves what was read last: nobody is locked out by a typo, and nobody let in.
 */
export class Htpasswd {
  readonly #file: string;
  readonly #onProblem: (problem: string) => void;
  #entries: HtpasswdEntries = { hashes: new Map(), roundsMax: 0, problems: [] };
  #seen = '';
  #isReadable = false;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  /** @param onProblem told what is wrong with the file, once each time that it changes */
  constructor(file: string, onProblem: (problem: string) => void) {
    this.#file = file;
    this.#onProblem = onProblem;
  }

  /** What somebody's password was hashed to; `undefined` for who is not in the file. */
  hashOf(name: string): PasswordHash | undefined {
    this.#refresh();
    return this.#entries.hashes.get(name);
  }

  /** The most rounds that a hash of the file has, as a power of two. */
  get roundsMax(): number {
    return this.#entries.roundsMax;
  }

  /** Whether the file could be read when it was looked at last: else who is in it is not known for sure. */
  get isReadable(): boolean {
    this.#refresh();
    return this.#isReadable;
  }

  /** Everybody in the file. */
  names(): string[] {
    this.#refresh();
    return [...this.#entries.hashes.keys()];
  }

  #refresh(): void {
    const nowMs = performance.now();
    if (nowMs - this.#lookedAtMs < lookIntervalMs) return;
    this.#lookedAtMs = nowMs;
    try {
      const { mtimeMs, size, ino } = statSync(this.#file);
      const seen = `${mtimeMs} ${size} ${ino}`;
      this.#isReadable = seen === this.#seen;
      if (this.#isReadable) return;
      if (size > bytesMax) throw new Error(`it has ${size} bytes, more than ${bytesMax}`);
      this.#entries = parseHtpasswd(readFileSync(this.#file, 'utf8'));
      this.#seen = seen;
      this.#isReadable = true;
      for (const problem of this.#entries.problems) this.#onProblem(`${this.#file}, ${problem}`);
    } catch (error) {
      this.#isReadable = false;
      const problem = (error as Error).message;
      if (this.#seen !== problem) this.#onProblem(`${this.#file} can't be read: ${problem}`);
      this.#seen = problem;
    }
  }
}

/** Changes with the password: what was signed in with the one before is void. */
export function generationOf(hash: PasswordHash): string {
  return createHash('sha256').update(hash).digest('base64url').slice(0, 16);
}
