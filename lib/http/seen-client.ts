import type { AddressSet } from './address';
import { forwardedHops, type Hop, headerValues, type RawHeaders, xForwardedHops } from './hops';
import { parseHost } from './host';

/** The other end of a connection. */
export interface Peer {
  /** In the form of `canonicalAddress`; undefined of a Unix socket, and of a connection that is gone. */
  address: string | undefined;
  isUnix: boolean;
  /** The address and port at which the connection came in, as it stands in a URL. */
  localHost: string;
  isEncrypted: boolean;
}

/** Who sent a request, and the URL under which it reached us, as far as can be believed. */
export interface SeenClient {
  /** An IP address; undefined when nobody who is believed said one. */
  address: string | undefined;
  scheme: 'http' | 'https';
  /** `registry.example.com` or `127.0.0.1:5000`; that of the connection when none was sent that can stand in a URL. */
  host: string;
}

/** Whose headers are believed, and which ones. */
export interface Trust {
  proxies: AddressSet;
  /**
   * Which headers the proxies set. One kind only: a proxy that sets the one kind passes the other on as the client
   * made it up.
   */
  headers: 'x-forwarded' | 'forwarded';
}

/**
 * Finds out who really sent a request. The peer of the connection is believed what it says of itself; what it says of
 * others only if it is a trusted proxy, and so on along the chain, from the nearest hop outwards to the first that is
 * not trusted: that one is the client, whatever stands left of it was made up or can't be checked.
 * @param headers the request's `rawHeaders`: Next changes the others
 */
export function seeClient(peer: Peer, headers: RawHeaders, trust: Trust): SeenClient {
  const [host = '', ...more] = headerValues(headers, 'host');
  const seen: SeenClient = {
    address: peer.address,
    scheme: peer.isEncrypted ? 'https' : 'http',
    // A request with two is malformed (RFC 9112, section 3.2): one of them may be a trick on a proxy.
    host: (more.length === 0 && parseHost(host)) || peer.localHost,
  };
  let isTrusted = isTrustedPeer(peer, trust.proxies);
  for (const hop of isTrusted ? hopsOf(headers, trust) : []) {
    if (!isTrusted) break;
    seen.scheme = hop.scheme ?? seen.scheme;
    seen.host = hop.host ?? seen.host;
    if (hop.address === undefined) break;
    seen.address = hop.address;
    isTrusted = trust.proxies.has(hop.address);
  }
  return seen;
}

/** Whether the other end of a connection is believed what it says of others. */
export function isTrustedPeer({ isUnix, address }: Peer, proxies: AddressSet): boolean {
  return isUnix ? proxies.hasUnix : address !== undefined && proxies.has(address);
}

function hopsOf(headers: RawHeaders, trust: Trust): Hop[] {
  return trust.headers === 'forwarded' ? forwardedHops(headers) : xForwardedHops(headers);
}
