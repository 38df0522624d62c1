import { isIP } from 'node:net';
import { canonicalAddress } from './address';
import { parseHost } from './host';

/** What one proxy said of the request that it passed on. What it did not say, or not well, is undefined. */
export interface Hop {
  /** Who sent it the request. */
  address?: string;
  scheme?: 'http' | 'https';
  /** The `Host` that the request had, with its port if it had one. */
  host?: string;
}

/** The headers of a request as they came: name, value, name, value, … */
export type RawHeaders = readonly string[];

/** Every value of a header, in the order of its lines. @param name in lower case */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (headers[at]?.toLowerCase() === name) values.push(headers[at + 1] ?? '');
  }
  return values;
}

/**
 * What `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host` say, the nearest proxy first. Each proxy appends
 * to the first; where the others have fewer values than it, proxies replaced them, and all of them stand for all of
 * the way.
 */
export function xForwardedHops(headers: RawHeaders): Hop[] {
  const addresses = fromTheRight(headers, 'x-forwarded-for');
  const schemes = fromTheRight(headers, 'x-forwarded-proto');
  const hosts = fromTheRight(headers, 'x-forwarded-host');
  return Array.from({ length: Math.max(addresses.length, schemes.length, hosts.length) }, (_, at) => ({
    address: parseNode(addresses[at]),
    scheme: parseScheme(schemes[at]),
    host: parseHost(hosts[at] ?? ''),
  }));
}

function fromTheRight(headers: RawHeaders, name: string): string[] {
  return headerValues(headers, name)
    .flatMap((value) => value.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .reverse();
}

/**
 * What `Forwarded` says (RFC 7239), the nearest proxy first. It is read from the right, because what stands left of a
 * proxy's own words may come from a hostile client: a quotation mark that is never closed spoils what is left of it
 * alone.
 */
export function forwardedHops(headers: RawHeaders): Hop[] {
  return headerValues(headers, 'forwarded').reverse().flatMap(elementsFromTheRight).map(parseElement);
}

function elementsFromTheRight(value: string): string[] {
  const elements: string[] = [];
  let end = value.length;
  let isQuoted = false;
  for (let at = value.length - 1; at >= -1; at -= 1) {
    if (value[at] === '"' && !isEscaped(value, at)) isQuoted = !isQuoted;
    if (at >= 0 && (value[at] !== ',' || isQuoted)) continue;
    const element = value.slice(at + 1, end).trim();
    if (element !== '') elements.push(element);
    end = at;
  }
  return elements;
}

function isEscaped(value: string, at: number): boolean {
  let backslashes = 0;
  while (value[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

const pair =
  /^\s*([!#$%&'*+.^_`|~0-9a-z-]+)=(?:([!#$%&'*+.^_`|~0-9a-z:[\]-]+)|"((?:[^"\\]|\\.)*)")\s*(?:;|$)/i;

/** An element of `Forwarded`; one that is malformed says nothing. */
function parseElement(element: string): Hop {
  const said = new Map<string, string>();
  let rest = element;
  while (rest.trim() !== '') {
    const [whole, name = '', token, quoted] = pair.exec(rest) ?? [];
    // A parameter that stands twice makes the element malformed (section 4).
    if (whole === undefined || said.has(name.toLowerCase())) return {};
    said.set(name.toLowerCase(), token ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? '');
    rest = rest.slice(whole.length);
  }
  return {
    address: parseNode(said.get('for')),
    scheme: parseScheme(said.get('proto')),
    host: parseHost(said.get('host') ?? ''),
  };
}

/** An address with or without a port; `unknown` and names that hide one (RFC 7239, section 6) are none. */
function parseNode(text: string | undefined): string | undefined {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::[0-9]{1,5})?$/.exec(text ?? '') ?? [];
  const address = bracketed ?? plain ?? text ?? '';
  return address.includes('%') || isIP(address) === 0 ? undefined : canonicalAddress(address);
}

function parseScheme(text: string | undefined): Hop['scheme'] {
  const scheme = text?.toLowerCase();
  return scheme === 'http' || scheme === 'https' ? scheme : undefined;
}
