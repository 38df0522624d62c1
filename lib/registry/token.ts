import type { Auth } from '@/lib/auth/auth';
import { certificateUser } from '@/lib/auth/certificate-user';
import type { TokenAnswer } from '@/lib/auth/token-endpoint';
import type { Config } from '@/lib/config';
import type { Exchange } from '@/lib/http/exchange';
import type { Forwarding } from '@/lib/http/forwarding';
import { BodyError, readBytes } from '@/lib/http/read-bytes';
import { json, type Reply } from '@/lib/http/reply';
import { send } from '@/lib/http/send';

/** What the token endpoint stands on. */
export interface TokenParts {
  auth: Auth;
  config: Config;
  forwarding: Forwarding;
  /** Is told of each answer that was given. */
  onToken: (answer: TokenAnswer, exchange: Exchange) => void;
  onFailed: (error: unknown) => void;
}

/** More than any client's form. */
const formBytesMax = 64 * 1024;

/** Answers one request for a token: `/auth/token`. Never throws. */
export function createTokenHandler(parts: TokenParts): (exchange: Exchange) => Promise<void> {
  const { config, onFailed } = parts;
  return async (exchange) => {
    const reply = await answer(parts, exchange).catch((error: unknown): Reply => {
      if (error instanceof BodyError) {
        const status = error.why === 'too-large' ? 413 : error.why === 'idle' ? 408 : 400;
        return json(status, { error: 'invalid_request', error_description: 'the form did not come whole' });
      }
      onFailed(error);
      return json(500, {
        error: 'server_error',
        error_description: 'the registry failed: its log says more',
      });
    });
    await send(exchange, reply, config.storage.idleTimeoutMs).catch(() => exchange.response.destroy());
  };
}

async function answer({ auth, config, forwarding, onToken }: TokenParts, exchange: Exchange): Promise<Reply> {
  const { method } = exchange;
  if (method !== 'GET' && method !== 'POST' && method !== 'HEAD') {
    const error = { error: 'invalid_request', error_description: 'this endpoint answers GET and POST' };
    return json(405, error, { Allow: 'GET, HEAD, POST' });
  }
  const fields =
    method === 'POST'
      ? new URLSearchParams(
          (await readBytes(exchange.admitBody(), formBytesMax, config.storage.idleTimeoutMs)).toString(
            'utf8',
          ),
        )
      : new URLSearchParams(exchange.target.split('?').slice(1).join('?'));
  const { request } = exchange;
  const given = await auth.tokenEndpoint.answer({
    method: method === 'POST' ? 'POST' : 'GET',
    fields,
    authorization: request.headers.authorization,
    certified: certificateUser(exchange.clientCertificate, config.auth.certificateUser),
    address: forwarding.client(exchange).address ?? '',
  });
  onToken(given, exchange);
  return json(given.status, given.body, given.headers);
}
