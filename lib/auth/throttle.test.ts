import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Throttle, waitAfter } from './throttle';

const minute = 60_000;

/** A throttle with a clock that a test sets. */
function throttled() {
  const clock = { ms: 1_000_000 };
  const throttle = new Throttle(() => clock.ms);
  return {
    clock,
    throttle,
    /** Tries to sign in. @returns how long that must wait */
    attempt: (name: string, address: string, isRight: boolean): number => {
      const waitMs = throttle.waitMs(name, address);
      if (waitMs > 0) return waitMs;
      if (isRight) throttle.succeeded(name, address);
      else throttle.failed(name, address);
      return 0;
    },
  };
}

describe('waitAfter', () => {
  test.each([
    ['pair', 0, 0],
    ['pair', 5, 0],
    ['pair', 6, 1_000],
    ['pair', 7, 2_000],
    ['pair', 10, 16_000],
    ['pair', 12, minute],
    ['pair', 1_000_000, minute],
    ['account', 20, 0],
    ['account', 21, 1_000],
    ['account', 1_000, minute],
    ['address', 100, 0],
    ['address', 101, 1_000],
    ['address', 1_000, 15 * minute],
  ] as const)('%s, %i failures: %i ms', (counted, count, waitMs) => {
    expect(waitAfter(counted, { count, atMs: 5_000 }, 5_000)).toBe(waitMs);
    expect(waitAfter(counted, { count, atMs: 5_000 }, 5_000 + waitMs)).toBe(0);
  });

  test('is over after an hour without a failure, and nothing for nobody', () => {
    expect(waitAfter('address', { count: 500, atMs: 0 }, 60 * minute)).toBe(0);
    expect(waitAfter('pair', undefined, 0)).toBe(0);
  });

  test('never falls as failures grow, and never exceeds its bound', () => {
    fc.assert(
      fc.property(fc.constantFrom('pair', 'address', 'account'), fc.nat(2_000), (counted, count) => {
        const waitMs = waitAfter(counted, { count, atMs: 0 }, 0);
        expect(waitAfter(counted, { count: count + 1, atMs: 0 }, 0)).toBeGreaterThanOrEqual(waitMs);
        expect(waitMs).toBeLessThanOrEqual(15 * minute);
      }),
    );
  });
});

describe('Throttle', () => {
  test('lets a few wrong passwords pass, then makes each wait longer than the one before', () => {
    const { clock, attempt } = throttled();
    for (let at = 0; at < 6; at++) expect(attempt('alice', '10.0.0.1', false)).toBe(0);
    const waits = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, minute, minute];
    for (const waitMs of waits) {
      expect(attempt('alice', '10.0.0.1', true)).toBe(waitMs);
      clock.ms += waitMs;
      expect(attempt('alice', '10.0.0.1', false)).toBe(0);
    }
  });

  test('does not let many tries at once go round it', () => {
    const { throttle } = throttled();
    const admitted = Array.from({ length: 1_000 }, () => throttle.waitMs('alice', '10.0.0.1'));
    expect(admitted.filter((waitMs) => waitMs === 0)).toHaveLength(6);
  });

  test('does not count a try that was given up', () => {
    const { throttle } = throttled();
    for (let at = 0; at < 1_000; at++) {
      expect(throttle.waitMs('alice', '10.0.0.1')).toBe(0);
      throttle.abandoned('alice', '10.0.0.1');
    }
  });

  test('forgives what an account failed at an address once it signs in there', () => {
    const { attempt } = throttled();
    for (let round = 0; round < 100; round++) {
      for (let at = 0; at < 5; at++) expect(attempt('alice', '10.0.0.1', false)).toBe(0);
      expect(attempt('alice', '10.0.0.1', true)).toBe(0);
    }
    expect(attempt('bob', '10.0.0.1', true)).toBe(0);
  });

  test('gives whoever has an account no free tries at others', () => {
    const { attempt } = throttled();
    let guesses = 0;
    for (; guesses < 1_000; guesses++) {
      if (attempt(`victim${guesses}`, '10.0.0.66', false) > 0) break;
      if (guesses % 3 === 0) attempt('mallory', '10.0.0.66', true);
    }
    expect(guesses).toBeLessThan(110);
  });

  test('slows down one account from everywhere, and all accounts from one address', () => {
    const { attempt } = throttled();
    const ofOneAccount = Array.from({ length: 1_000 }, (_, at) =>
      attempt('alice', `10.1.${at >> 8}.${at & 255}`, false),
    );
    expect(ofOneAccount.filter((waitMs) => waitMs === 0)).toHaveLength(21);
    const fromOneAddress = Array.from({ length: 1_000 }, (_, at) => attempt(`user${at}`, '10.2.0.1', false));
    expect(fromOneAddress.filter((waitMs) => waitMs === 0)).toHaveLength(101);
  });

  test('counts all IPv6 addresses of one network as one', () => {
    const { attempt } = throttled();
    const tries = Array.from({ length: 200 }, (_, at) =>
      attempt(`user${at}`, `2001:db8::${at.toString(16)}`, false),
    );
    expect(tries.filter((waitMs) => waitMs === 0)).toHaveLength(101);
    expect(attempt('alice', '2001:db8:0:1::1', true)).toBe(0);
  });

  test('locks nobody out: whatever others do elsewhere, an account signs in from where it did before', () => {
    const step = fc.record({
      name: fc.constantFrom('alice', 'bob', 'mallory'),
      address: fc.constantFrom('10.0.0.66', '10.0.0.67', '2001:db8::1', '2001:db8:1::1'),
      isRight: fc.boolean(),
      times: fc.integer({ min: 1, max: 200 }),
      thenMs: fc.nat(5 * minute),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { clock, attempt } = throttled();
        expect(attempt('alice', '192.0.2.1', true)).toBe(0);
        for (const { name, address, isRight, times, thenMs } of steps) {
          for (let at = 0; at < times; at++) attempt(name, address, isRight && name === 'mallory');
          clock.ms += thenMs;
          for (let mistyped = 0; mistyped < 5; mistyped++)
            expect(attempt('alice', '192.0.2.1', false)).toBe(0);
          expect(attempt('alice', '192.0.2.1', true)).toBe(0);
        }
      }),
    );
  });

  test('also when somebody fails with all accounts at the very address of the owner', () => {
    const { attempt } = throttled();
    expect(attempt('alice', '192.0.2.1', true)).toBe(0);
    for (let at = 0; at < 500; at++) attempt(`user${at}`, '192.0.2.1', false);
    expect(attempt('user1', '192.0.2.1', true)).toBeGreaterThan(0);
    expect(attempt('alice', '192.0.2.1', true)).toBe(0);
  });

  test('makes an owner at a new address wait a minute at most', () => {
    const { clock, attempt } = throttled();
    for (let at = 0; at < 1_000; at++) {
      attempt('alice', `10.3.${at >> 8}.${at & 255}`, false);
      clock.ms += 1_000;
    }
    const waitMs = attempt('alice', '192.0.2.9', true);
    expect(waitMs).toBeLessThanOrEqual(minute);
    clock.ms += waitMs;
    expect(attempt('alice', '192.0.2.9', true)).toBe(0);
  });

  test('remembers no more however many names and addresses are tried', () => {
    const throttle = new Throttle();
    for (let at = 0; at < 400_000; at++) {
      const address = `${at >> 16}.${(at >> 8) & 255}.${at & 255}.1`;
      throttle.waitMs(`user${at}`, address);
    }
    expect(throttle.entries).toBeLessThanOrEqual(300_000);
  }, 300_000);

  test('remembers a bounded number of places of one account, and no place for a wrong password', () => {
    const { throttle, attempt } = throttled();
    for (let at = 0; at < 10_000; at++) attempt('alice', `10.4.${at >> 8}.${at & 255}`, true);
    for (let at = 0; at < 10_000; at++) attempt(`user${at}`, '10.5.0.1', false);
    expect(throttle.places('alice')).toBe(64);
    expect(throttle.places('user1')).toBe(0);
  });
});
