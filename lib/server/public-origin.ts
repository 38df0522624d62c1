import { currentExchange } from '@/lib/http/exchange';
import { getServer } from './instance';

/**
 * The origin under which the client of the running request reaches this server, for pages and route handlers: see
 * `Forwarding.publicOrigin`.
 */
export function publicOrigin(): string {
  return getServer().forwarding.publicOrigin(currentExchange());
}
