import type { Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { canonicalAddress } from './address';
import type { Peer } from './seen-client';

/** A connection's other end stays what it is; once the connection is gone, it can't be asked any more. */
const known = new WeakMap<Socket, Peer>();

/** The other end of a connection that a server took. */
export function peerOf(socket: Socket): Peer {
  let peer = known.get(socket);
  if (!peer) {
    const address = socket.remoteAddress;
    peer = {
      address: address === undefined ? undefined : canonicalAddress(address),
      isUnix: isUnix(socket),
      localHost: localHost(socket),
      isEncrypted: (socket as Partial<TLSSocket>).encrypted === true,
    };
    known.set(socket, peer);
  }
  return peer;
}

/**
 * A connection through a Unix socket has no address, and neither has one over TCP that the client has reset; only the
 * server knows which of them it is.
 */
function isUnix(socket: Socket): boolean {
  const { server } = socket as { server?: Pick<Server, 'address'> };
  return typeof server?.address() === 'string';
}

function localHost({ localAddress, localPort }: Socket): string {
  const address = localAddress === undefined ? undefined : canonicalAddress(localAddress);
  if (address === undefined) return 'localhost';
  return address.includes(':') ? `[${address}]:${localPort}` : `${address}:${localPort}`;
}
