import type { Cause, Origin } from '@/lib/storage/origin';
import type { RegistryRequest } from './request';

/** Longer than the names of clients; what is longer is cut. */
const clientLengthMax = 256;

/** Who makes the change that a request asks for. */
export function originOf({ exchange, permission, client, facts }: RegistryRequest, cause: Cause): Origin {
  return {
    actor: permission.principal.name,
    cause,
    address: client.address,
    client: exchange.request.headers['user-agent']?.slice(0, clientLengthMax),
    onMoved: (moves) => {
      facts.moved = moves;
    },
  };
}
