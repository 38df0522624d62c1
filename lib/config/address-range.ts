import { isIP, isIPv4 } from 'node:net';

/** Machines that are meant by one entry of a list: the addresses with the same first `prefix` bits. */
export type AddressRange =
  | { family: 'ipv4' | 'ipv6'; address: string; prefix: number }
  /** Whoever reaches the server through a Unix socket, and so has no address. */
  | { family: 'unix' };

const words: Record<string, AddressRange[]> = {
  // An empty variable sets nothing, so nobody needs a word.
  none: [],
  loopback: [
    { family: 'ipv4', address: '127.0.0.0', prefix: 8 },
    { family: 'ipv6', address: '::1', prefix: 128 },
    { family: 'unix' },
  ],
  // RFC 1918 and RFC 4193.
  private: [
    { family: 'ipv4', address: '10.0.0.0', prefix: 8 },
    { family: 'ipv4', address: '172.16.0.0', prefix: 12 },
    { family: 'ipv4', address: '192.168.0.0', prefix: 16 },
    { family: 'ipv6', address: 'fc00::', prefix: 7 },
  ],
};

/** What `parseAddressRange` reads, for messages. */
export const addressRangeForms =
  'addresses (10.0.0.7), ranges (10.0.0.0/8, fd00::/8), and the words loopback, private and none';

/**
 * Reads `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`, or a word: `loopback` is this machine (127.0.0.0/8, ::1 and Unix
 * sockets), `private` the networks of RFC 1918 and RFC 4193, `none` nobody.
 * @returns what it stands for; `undefined` when it is none of these
 */
export function parseAddressRange(text: string): AddressRange[] | undefined {
  const word = Object.hasOwn(words, text.toLowerCase()) ? words[text.toLowerCase()] : undefined;
  if (word) return word;
  const [, address = '', bits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (isIP(address) === 0) return undefined;
  const bitsMax = isIPv4(address) ? 32 : 128;
  const prefix = bits === undefined ? bitsMax : Number(bits);
  return prefix > bitsMax ? undefined : [{ family: isIPv4(address) ? 'ipv4' : 'ipv6', address, prefix }];
}
