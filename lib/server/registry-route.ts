import { currentExchange } from '@/lib/http/exchange';
import { getServer } from './instance';

/**
 * Answers the exchange that Next routed to `app/v2`. The response is Node's and out when this returns; Next
 * gets an empty one, and finds that the answer was sent.
 */
export async function answerRegistryRequest(): Promise<Response> {
  await getServer().registry(currentExchange());
  return new Response(null);
}

/** The same for the exchange that Next routed to `app/auth/token`. */
export async function answerTokenRequest(): Promise<Response> {
  await getServer().token(currentExchange());
  return new Response(null);
}
