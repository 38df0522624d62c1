import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf } from './network-of';

test.each([
  ['10.0.0.7', '10.0.0.7'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['::FFFF:0a00:0007', '10.0.0.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
  [undefined, 'local'],
  ['', 'local'],
  ['nonsense', 'local'],
])('%s is counted with %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('all addresses of a network are counted together, and apart from those of another', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const half = fc.tuple(group, group, group, group);
  // ::/64 has the addresses that stand for IPv4 ones.
  fc.assert(
    fc.property(
      half.filter((groups) => groups.some((one) => one !== 0)),
      half,
      half,
      (network, host, other) => {
        const of = (...groups: number[]) => networkOf(groups.map((one) => one.toString(16)).join(':'));
        expect(of(...network, ...host)).toBe(of(...network, ...other));
        if (network.join() !== other.join()) expect(of(...network, ...host)).not.toBe(of(...other, ...host));
      },
    ),
  );
});
