import { createCipheriv, createHash, randomInt } from 'node:crypto';

/** A random number generator that gives the same values for the same seed (mulberry32). */
export class Random {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** One of the values. @throws when there is none. */
  pick<T>(values: readonly T[]): T {
    const value = values[this.integer(0, values.length - 1)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A generator of its own, that does not disturb this one's order. */
  fork(): Random {
    return new Random(this.integer(0, 0xffff_ffff));
  }

  /** Incompressible content of `length` bytes. */
  bytes(length: number): Buffer {
    return randomContent(length, `${this.integer(0, 0xffff_ffff)}`);
  }
}

/** Incompressible content of `length` bytes: the same for the same seed, and fast (AES in counter mode). */
export function randomContent(length: number, seed: string): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** The seed of this run: `TEST_SEED` of the environment, so that a failed run can be seen again, or a new one. */
export function testSeed(): number {
  const given = process.env.TEST_SEED;
  return given === undefined ? randomInt(2 ** 32) : Number(given);
}
