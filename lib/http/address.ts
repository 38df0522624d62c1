import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';

/** Addresses with the same first `prefix` bits, or whoever comes through a Unix socket. */
type Range = { family: 'ipv4' | 'ipv6'; address: string; prefix: number } | { family: 'unix' };

/**
 * An IP address in the one form in which it is logged and compared: IPv6 in lower case and shortened as RFC 5952 says,
 * an IPv4 address that stands in an IPv6 one (`::ffff:10.0.0.1`) as itself, without a zone.
 * @returns `undefined` when the text is no address
 */
export function canonicalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const [address = ''] = text.split('%', 1);
  if (!isIPv6(address)) return undefined;
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  return [high, low].flatMap((group) => bytesOf(Number.parseInt(group, 16))).join('.');
}

function bytesOf(group: number): number[] {
  return [group >> 8, group & 255];
}

/** The machines that a list of ranges stands for. */
export class AddressSet {
  private readonly list = new BlockList();
  /** What was found out last: the same few peers send nearly all requests. */
  private readonly known = new LRUCache<string, boolean>({ max: 1024 });
  /** Whether whoever comes through a Unix socket is one of them. */
  readonly hasUnix: boolean;

  /** @throws when the address of a range is none, or its prefix too long */
  constructor(ranges: readonly Range[]) {
    this.hasUnix = ranges.some(({ family }) => family === 'unix');
    for (const range of ranges) {
      if (range.family !== 'unix') this.list.addSubnet(range.address, range.prefix, range.family);
    }
  }

  /** @param address in the form of `canonicalAddress` */
  has(address: string): boolean {
    const known = this.known.get(address);
    if (known !== undefined) return known;
    const isMember = this.list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
    this.known.set(address, isMember);
    return isMember;
  }
}
