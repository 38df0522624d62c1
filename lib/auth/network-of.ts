import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network that an address is counted with: an IPv4 address alone; of an IPv6 address the first 64 bits, for a
 * single client has all addresses that begin so. Addresses of one network give one text, however they are written.
 * @param address undefined for a client of a Unix socket
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined || address === '') return 'local';
  if (isIPv4(address)) return address;
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return 'local';
  const groups = groupsOf(plain);
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  if (!mapped) return `${groups.slice(0, 4).join(':')}::/64`;
  return groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff])
    .join('.');
}

/** The eight groups of an IPv6 address, in lower case and without leading zeros. */
function groupsOf(address: string): string[] {
  // URL writes the last four bytes in hexadecimal too, whatever they came as.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [front = '', back] = short.split('::');
  const [first, last] = [front, back ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - (first?.length ?? 0) - (last?.length ?? 0);
  return [...(first ?? []), ...Array<string>(back === undefined ? 0 : missing).fill('0'), ...(last ?? [])];
}
