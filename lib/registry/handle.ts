import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Auth } from '@/lib/auth/auth';
import { certificateUser } from '@/lib/auth/certificate-user';
import { anonymous } from '@/lib/auth/principal';
import type { Config } from '@/lib/config';
import type { ContentPolicies } from '@/lib/content/content-policies';
import { authorizationOf } from '@/lib/http/authorization';
import type { Exchange } from '@/lib/http/exchange';
import type { Forwarding } from '@/lib/http/forwarding';
import { json, type Reply } from '@/lib/http/reply';
import { type Sent, send } from '@/lib/http/send';
import { unreadBytes } from '@/lib/http/unread-body';
import type { Storage } from '@/lib/storage/storage';
import { authorize } from './authorize';
import { RequestClock } from './limits/request-clock';
import type { RequestLimits } from './limits/request-limits';
import { RegistryError } from './registry-error';
import type { RequestFacts } from './request';
import { matchRoute } from './routes';
import { parseTarget } from './target';
import { toRegistryError } from './to-registry-error';

/** What the registry stands on. */
export interface RegistryParts {
  storage: Storage;
  policies: ContentPolicies;
  limits: RequestLimits;
  config: Config;
  auth: Auth;
  forwarding: Forwarding;
  /** Is told of each request once it is answered. */
  onAnswered: (access: Access) => void;
}

/**
 * What somebody pushed is on the origin of the dashboard. No browser may take it for a script or a page: one that is led
 * to it stores it, and one that shows it all the same gives it an origin of its own, in which nothing runs or loads.
 */
const inertHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': `sandbox; default-src 'none'; frame-ancestors 'none'`,
} as const;

/** One answered request, for the log. */
export interface Access extends RequestFacts {
  requestId: string;
  /** The address of the client, not that of a trusted proxy in front. */
  client: string | undefined;
  userAgent: string | undefined;
  method: string;
  target: string;
  action: string | undefined;
  /** The template of the endpoint, as `/v2/{name}/blobs/{digest}`; undefined when there is none of that path. */
  route: string | undefined;
  /** Who asked. */
  principal: string;
  status: number;
  /** On the wire, headers included. */
  bytesIn: number;
  bytesOut: number;
  durationMs: number;
  /** Why the answer is not whole, if it is not. */
  cut?: Sent['cut'] | 'time';
  /** The error that was answered. */
  error?: RegistryError;
}

/** Answers one request of the distribution API. Never throws. */
export type RegistryHandler = (exchange: Exchange) => Promise<void>;

/** Makes the handler that both doors share: `next start` through `app/v2`, and a plain Node server. */
export function createRegistry(parts: RegistryParts): RegistryHandler {
  return async (exchange) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    const gone = new AbortController();
    exchange.response.once('close', () => {
      if (!exchange.response.writableFinished) gone.abort(); // An abort costs as much as a small answer.
    });
    const clock = new RequestClock(exchange, parts.config.limits.requestMsMax, () => gone.abort());
    const facts: RequestFacts = {};
    let principal = anonymous.name;
    const client = parts.forwarding.client(exchange);
    let action: string | undefined;
    let route: string | undefined;
    let error: RegistryError | undefined;
    let reply: Reply;
    try {
      const { path, query } = parseTarget(exchange.target);
      const match = matchRoute(exchange.method, path);
      if (!match) throw noSuchRoute();
      route = match.template;
      if (!match.route) throw wrongMethod(match.allowed);
      action = match.route.action;
      const { storage, policies, limits, config, auth } = parts;
      const { params } = match;
      const { handler, template } = match.route;
      const permission = await authorize(
        auth,
        {
          authorization: authorizationOf(exchange.request),
          certified: certificateUser(exchange.clientCertificate, config.auth.certificateUser),
          address: client.address ?? '',
          get origin() {
            return parts.forwarding.publicOrigin(exchange);
          },
          route: match.route,
          name: params.name,
          from: query.has('mount') ? query.get('from') : null,
        },
        facts,
      );
      principal = permission.principal.name;
      const asking = {
        action,
        template,
        identity: permission.principal.kind === 'anonymous' ? undefined : principal,
        address: client.address,
        bodyBytes: unreadBytes(exchange.request),
      };
      const { signal } = gone;
      reply = await limits.run(asking, signal, (inTurn) =>
        handler({
          exchange,
          params,
          query,
          permission,
          auth,
          client,
          signal,
          inTurn,
          storage,
          policies,
          config,
          facts,
        }),
      );
    } catch (thrown) {
      error = clock.isOver ? clock.error(thrown) : toRegistryError(thrown);
      reply = errorReply(error);
    }
    reply.headers['Docker-Distribution-API-Version'] = 'registry/2.0';
    reply.headers['X-Request-Id'] = requestId;
    Object.assign(reply.headers, inertHeaders);
    const sent = await send(exchange, reply, parts.config.storage.idleTimeoutMs).catch((thrown): Sent => {
      error ??= toRegistryError(thrown);
      exchange.response.destroy();
      return { bytes: 0, cut: 'short' };
    });
    clock.stop();
    parts.onAnswered({
      requestId,
      client: client.address,
      userAgent: exchange.request.headers['user-agent'],
      method: exchange.method,
      target: exchange.target,
      action,
      route,
      principal,
      ...facts,
      status: reply.status,
      bytesIn: bytesReceived(exchange.request.socket),
      bytesOut: sent.bytes,
      durationMs: performance.now() - startedAt,
      ...(sent.cut !== 'no' && { cut: clock.isOver ? 'time' : sent.cut }),
      ...(error && { error }),
    });
  };
}

const counted = new WeakMap<Socket, number>();

/** Bytes that came on a connection since it was last asked: a request's, headers included. */
function bytesReceived(socket: Socket): number {
  const before = counted.get(socket) ?? 0;
  counted.set(socket, socket.bytesRead);
  return socket.bytesRead - before;
}

function errorReply({ code, message, detail, status, headers }: RegistryError): Reply {
  return json(status, { errors: [{ code, message, ...(detail !== undefined && { detail }) }] }, headers);
}

function noSuchRoute(): RegistryError {
  return new RegistryError('UNSUPPORTED', {
    status: 404,
    message: 'there is no such endpoint in the distribution API: check the path',
  });
}

function wrongMethod(allowed: string[]): RegistryError {
  return new RegistryError('UNSUPPORTED', {
    message: `this endpoint answers ${allowed.join(', ')}`,
    headers: { Allow: allowed.join(', ') },
  });
}
