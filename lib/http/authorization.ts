import type { IncomingMessage } from 'node:http';
import { headerValues } from './hops';

/**
 * The `Authorization` header of a request. It is no list (RFC 9110, section 11.6.2), and Node takes the first where
 * there are two; whoever stands in front may have judged the other one. So two are given as what nobody can read.
 */
export function authorizationOf({ rawHeaders }: IncomingMessage): string | undefined {
  const values = headerValues(rawHeaders, 'authorization');
  return values.length === 0 ? undefined : values.join(', ');
}
