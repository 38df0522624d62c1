import type { Cause, Origin } from '@/lib/storage/origin';
import type { RegistryRequest } from './request';

/** Longer than the names of clients; what is longer is cut. */
const clientLengthMax = 256;

/** Who makes the change that a request asks for. */
export function originOf({ exchange, permission }: RegistryRequest, cause: Cause): Origin {
  const { headers, socket } = exchange.request;
  return {
    actor: permission.principal.name,
    cause,
    address: socket.remoteAddress,
    client: headers['user-agent']?.slice(0, clientLengthMax),
  };
}
