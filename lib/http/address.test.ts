import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AddressSet, canonicalAddress } from './address';

describe('canonicalAddress', () => {
  test.each([
    ['10.0.0.7', '10.0.0.7'],
    ['::1', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['::FFFF:0a00:0007', '10.0.0.7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['64:ff9b::10.0.0.7', '64:ff9b::a00:7'],
  ])('%s is %s', (written, address) => {
    expect(canonicalAddress(written)).toBe(address);
  });

  test.each(['', 'unknown', '10.0.0', '010.0.0.7', '10.0.0.7:80', '[::1]', '::1/64', '1'.repeat(5000)])(
    '%j is no address',
    (written) => {
      expect(canonicalAddress(written)).toBeUndefined();
    },
  );

  test('every way to write an address gives the same', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const once = canonicalAddress(address);
        expect(once).toBeDefined();
        expect(canonicalAddress(address.toUpperCase())).toBe(once);
        expect(canonicalAddress(once ?? '')).toBe(once);
      }),
    );
  });
});

describe('AddressSet', () => {
  const set = new AddressSet([
    { family: 'ipv4', address: '10.0.0.99', prefix: 8 },
    { family: 'ipv4', address: '192.0.2.7', prefix: 32 },
    { family: 'ipv6', address: 'fd00::', prefix: 8 },
  ]);

  test.each(['10.0.0.0', '10.255.255.255', '192.0.2.7', 'fd12::1'])('has %s', (address) => {
    expect(set.has(address)).toBe(true);
  });

  test.each(['11.0.0.0', '9.255.255.255', '192.0.2.8', 'fc00::1', '::1'])('has not %s', (address) => {
    expect(set.has(address)).toBe(false);
  });

  test('has whoever comes through a Unix socket only if it is told so', () => {
    expect(set.hasUnix).toBe(false);
    expect(new AddressSet([{ family: 'unix' }]).hasUnix).toBe(true);
  });
});
