import type { Auth } from '@/lib/auth/auth';
import { certificateUser } from '@/lib/auth/certificate-user';
import type { TokenAnswer } from '@/lib/auth/token-endpoint';
import type { Config } from '@/lib/config';
import { authorizationOf } from '@/lib/http/authorization';
import type { Exchange } from '@/lib/http/exchange';
import type { Forwarding } from '@/lib/http/forwarding';
import { BodyError, readBytes } from '@/lib/http/read-bytes';
import { json, type Reply } from '@/lib/http/reply';
import { send } from '@/lib/http/send';

import type { RequestLimits } from './limits/request-limits';
import { RegistryError } from './registry-error';

/** What the token endpoint stands on. */
export interface TokenParts {
  auth: Auth;
  config: Config;
  limits: RequestLimits;
  forwarding: Forwarding;
  /** Is told of each answer that was given. */
  onToken: (answer: TokenAnswer, exchange: Exchange) => void;
  onFailed: (error: unknown) => void;
}

/** More than any client's form has and takes. */
const formBytesMax = 64 * 1024;
const formMsMax = 30_000;

/** Answers one request for a token: `/auth/token`. Never throws. */
export function createTokenHandler(parts: TokenParts): (exchange: Exchange) => Promise<void> {
  const { config, onFailed } = parts;
  return async (exchange) => {
    const reply = await answer(parts, exchange).catch((error: unknown): Reply => {
      if (error instanceof BodyError) {
        const status = error.why === 'too-large' ? 413 : error.why === 'idle' ? 408 : 400;
        return json(status, { error: 'invalid_request', error_description: 'the form did not come whole' });
      }
      if (error instanceof RegistryError) return tooMany(error);
      onFailed(error);
      return json(500, {
        error: 'server_error',
        error_description: 'the registry failed: its log says more',
      });
    });
    await send(exchange, reply, config.storage.idleTimeoutMs).catch(() => exchange.response.destroy());
  };
}

async function answer(
  { auth, config, limits, forwarding, onToken }: TokenParts,
  exchange: Exchange,
): Promise<Reply> {
  const { method } = exchange;
  if (method !== 'GET' && method !== 'POST' && method !== 'HEAD') {
    const error = { error: 'invalid_request', error_description: 'this endpoint answers GET and POST' };
    return json(405, error, { Allow: 'GET, HEAD, POST' });
  }
  const address = forwarding.client(exchange).address;
  const gone = new AbortController();
  exchange.response.once('close', () => {
    if (!exchange.response.writableFinished) gone.abort(); // An abort costs as much as signing a token.
  });
  await limits.signIn(address, gone.signal);
  const fields =
    method === 'POST'
      ? new URLSearchParams((await readForm(exchange, config)).toString('utf8'))
      : new URLSearchParams(exchange.target.split('?').slice(1).join('?'));
  // Nobody would get it.
  if (method === 'HEAD') fields.delete('offline_token');
  const { request } = exchange;
  const given = await auth.tokenEndpoint.answer({
    method: method === 'POST' ? 'POST' : 'GET',
    fields,
    authorization: authorizationOf(request),
    certified: certificateUser(exchange.clientCertificate, config.auth.certificateUser),
    address: address ?? '',
  });
  onToken(given, exchange);
  return json(given.status, given.body, given.headers);
}

async function readForm(exchange: Exchange, { storage }: Config): Promise<Buffer> {
  return await readBytes(
    exchange.admitBody(),
    formBytesMax,
    storage.idleTimeoutMs,
    AbortSignal.timeout(formMsMax),
  );
}

function tooMany({ code, status, message, headers }: RegistryError): Reply {
  return json(
    status,
    { error: 'slow_down', error_description: message, errors: [{ code, message }] },
    { ...headers, 'Cache-Control': 'no-store' },
  );
}
