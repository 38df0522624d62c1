import { welcomesAnybody } from '@/lib/auth/access/visibility';
import { gateHeader, originHeader } from '@/lib/dashboard/told-headers';
import type { Exchange } from '@/lib/http/exchange';
import type { Server } from '../server';

/** The headers with which the middleware judges a request. */
export function toldToMiddleware(
  { auth, forwarding }: Pick<Server, 'auth' | 'forwarding'>,
  exchange: Exchange,
): Record<string, string> {
  return {
    [originHeader]: forwarding.publicOrigin(exchange),
    [gateHeader]: welcomesAnybody(auth) ? 'open' : 'closed',
  };
}
