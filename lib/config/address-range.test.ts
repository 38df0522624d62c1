import { describe, expect, test } from 'vitest';
import { parseAddressRange } from './address-range';

describe('parseAddressRange', () => {
  test.each([
    ['10.0.0.7', [{ family: 'ipv4', address: '10.0.0.7', prefix: 32 }]],
    ['10.0.0.0/8', [{ family: 'ipv4', address: '10.0.0.0', prefix: 8 }]],
    ['fd00::/8', [{ family: 'ipv6', address: 'fd00::', prefix: 8 }]],
    ['::1', [{ family: 'ipv6', address: '::1', prefix: 128 }]],
    ['0.0.0.0/0', [{ family: 'ipv4', address: '0.0.0.0', prefix: 0 }]],
    ['none', []],
  ])('%s', (text, ranges) => {
    expect(parseAddressRange(text)).toEqual(ranges);
  });

  test('Loopback is this machine in every way that it is reached', () => {
    expect(parseAddressRange('Loopback')).toEqual([
      { family: 'ipv4', address: '127.0.0.0', prefix: 8 },
      { family: 'ipv6', address: '::1', prefix: 128 },
      { family: 'unix' },
    ]);
  });

  test.each([
    '',
    'proxy.example',
    'constructor',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0/8',
    '10.0.0.0/-1',
    'fe80::1%eth0',
    '10.0.0.0/255.0.0.0',
  ])('%j is none', (text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });
});
