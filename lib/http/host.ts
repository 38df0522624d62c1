import { isIPv4, isIPv6 } from 'node:net';

/** The longest name that DNS has (RFC 1035, section 2.3.4). */
const nameLengthMax = 253;

const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const authority = new RegExp(
  `^(?:\\[([0-9a-f:.]{2,45})\\]|(${label}(?:\\.${label})*\\.?))(?::([0-9]{1,5}))?$`,
);

/**
 * Reads the value of a `Host` header, which a client can make up, for use in a URL: a name, an IPv4 address or an
 * IPv6 address in brackets, with a port or without (RFC 9110, section 7.2). Nothing else passes: no user, path,
 * space, escape, or name that is longer than DNS has.
 * @returns it in lower case; `undefined` when it is anything else
 */
export function parseHost(text: string): string | undefined {
  const host = text.trim().toLowerCase();
  if (host.length > nameLengthMax + ':65535'.length) return undefined;
  const [, address, name = '', port] = authority.exec(host) ?? [];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return undefined;
  if (address !== undefined) return isIPv6(address) ? host : undefined;
  if (name === '' || name.length > nameLengthMax) return undefined;
  // `999.1.1.1` and `0x7f.1` look like names, but a URL takes them for addresses, good or bad.
  const isNumeric = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$/.test(name);
  if (isNumeric && !isIPv4(name)) return undefined;
  // `xn--` begins names that must be well-formed Punycode.
  return URL.canParse(`http://${host}`) ? host : undefined;
}
