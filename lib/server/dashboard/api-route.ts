import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import type { Sender } from '@/lib/auth/sessions';
import { DashboardProblem, problemOf } from '@/lib/dashboard/dashboard-problem';
import type { ApiProblem } from '@/lib/dashboard/problem-contract';
import { dataHeaders, strictTransport } from '@/lib/dashboard/security-headers';
import { sessionCookie } from '@/lib/dashboard/session-cookie';
import { claimedOrigin } from '@/lib/http/claimed-origin';
import { currentExchange, type Exchange } from '@/lib/http/exchange';
import { json, type Reply } from '@/lib/http/reply';
import { send } from '@/lib/http/send';
import { sendEvents } from '@/lib/http/send-events';
import { type StreamBody, sendStream } from '@/lib/http/send-stream';
import { getServer } from '../instance';
import type { Server } from '../server';
import { type Caller, callerOfApi, senderOf } from './caller';
import { bodyKind, readBody } from './read-body';
import { type ApiAccess, requireAccess } from './require-access';
import { tell } from './tell';

/** What a route of the API gets. */
export interface ApiRequest<Query, Body> {
  server: Server;
  caller: Caller;
  sender: Sender;
  /** The origin under which the client reaches this server. */
  origin: string;
  query: Query;
  body: Body;
  /** The named parts of the path, decoded and not yet parsed. */
  params: Record<string, string>;
}

/** What a route answers: 200 with JSON, 204 without. */
export interface ApiAnswer {
  status?: number;
  json?: unknown;
  /** In the place of JSON: a file, which a browser saves. */
  file?: { name: string; type: string; bytes: Buffer };
  /** In the place of JSON: server-sent events, written until this returns. */
  events?: (response: ServerResponse) => Promise<void>;
  /** In the place of JSON: a reply as the registry makes them, of bytes that a browser saves and never shows. */
  download?: Reply & { stream?: StreamBody };
  /** Whether it will be the same for ever, so that whoever got it may keep it for a while. */
  isImmutable?: boolean;
  /** The value of a `Set-Cookie` header. */
  cookie?: string;
}

/** What a browser keeps for itself alone, and for no one who signs in after. */
const immutableHeaders = {
  'Cache-Control': 'private, max-age=3600, immutable',
  Vary: 'Cookie, Authorization',
};
/** A stranger wrote it: where a browser shows it all the same, it does nothing. */
const downloadHeaders = { 'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'" };

/** What a route says of itself. */
interface RouteRules<Query extends z.core.$ZodType, Body extends z.core.$ZodType> {
  /** Who may ask. */
  for: ApiAccess;
  /** Absent for no query. */
  query?: Query;
  /** Absent for no body. */
  body?: Body;
  /**
   * Lets an HTML form be sent as well, as a browser does whose script does not run (yet): it is led on to these paths.
   * @param given the fields as they came
   */
  form?: {
    done: (given: unknown) => string;
    failed: (problem: ApiProblem['error'], given: unknown) => string;
  };
}

/** A route handler as Next calls it. */
export type RouteHandler = (
  request: Request,
  context: { params: Promise<Record<string, string>> },
) => Promise<Response>;

/** What a route asks of a request, as the description of the API tells it. */
export interface RouteTerms {
  for: ApiAccess;
  query?: z.core.$ZodType;
  body?: z.core.$ZodType;
}

/** What `apiRoute` made a handler of. */
interface MadeOf {
  terms: RouteTerms;
  answer: (request: ApiRequest<unknown, unknown>) => Promise<ApiAnswer> | ApiAnswer;
}

const made = new WeakMap<RouteHandler, MadeOf>();

/** Whether a handler was made by `apiRoute`: tests ask it of every route. */
export function isApiRoute(handler: unknown): boolean {
  return made.has(handler as RouteHandler);
}

/** What a handler that `apiRoute` made asks of a request; undefined for any other. */
export function termsOf(handler: unknown): RouteTerms | undefined {
  return made.get(handler as RouteHandler)?.terms;
}

/**
 * What a route that reads would answer to the running page, without a request: under the same access control, with the
 * query parsed as from an address.
 * @returns the JSON of the answer
 * @throws what the route would answer as a problem
 */
export async function answerToPage(
  handler: RouteHandler,
  caller: Caller,
  { query, params = {} }: { query?: object; params?: Record<string, string> },
): Promise<unknown> {
  const of = made.get(handler);
  if (!of || of.terms.body)
    throw new Error('Only what apiRoute made, and what needs no body, answers to a page.');
  const server = getServer();
  const exchange = currentExchange();
  requireAccess(server, caller, of.terms.for);
  const answered = await of.answer({
    server,
    caller,
    sender: senderOf(server, exchange),
    origin: server.forwarding.publicOrigin(exchange),
    query: of.terms.query ? z.parse(of.terms.query, query ?? {}) : undefined,
    body: undefined,
    params,
  });
  return answered.json;
}

/**
 * Makes a route of the dashboard's API. Nothing gets to `answer` but what was sent by this origin's own pages, or with
 * a password or an access token in its header; by somebody who may ask it; and with a query and a body that parse.
 *
 * The answer goes out on Node's own response, as that of the registry does. Problems are JSON: `apiProblem`.
 */
export function apiRoute<
  Query extends z.core.$ZodType = z.core.$ZodUndefined,
  Body extends z.core.$ZodType = z.core.$ZodUndefined,
>(
  rules: RouteRules<Query, Body>,
  answer: (request: ApiRequest<z.output<Query>, z.output<Body>>) => Promise<ApiAnswer> | ApiAnswer,
): RouteHandler {
  const handler: RouteHandler = async (_request, context) => {
    const server = getServer();
    const exchange = currentExchange();
    const requestId = randomUUID();
    const origin = server.forwarding.publicOrigin(exchange);
    let caller: Caller | undefined;
    let given: unknown;
    let reply: Reply;
    let events: ApiAnswer['events'];
    let stream: StreamBody | undefined;
    let special: Reply['headers'] = {};
    try {
      requireSameOrigin(exchange, origin);
      caller = await callerOfApi(server, exchange, { renews: true });
      requireAccess(server, caller, rules.for);
      if (rules.body) {
        const { idleTimeoutMs } = server.config.storage;
        given = await readBody(exchange, { form: rules.form !== undefined, idleTimeoutMs });
      }
      const answered = await answer({
        server,
        caller,
        origin,
        sender: senderOf(server, exchange),
        query: rules.query ? z.parse(rules.query, queryOf(exchange)) : undefined,
        body: rules.body ? z.parse(rules.body, given) : undefined,
        params: await context.params,
      } as ApiRequest<z.output<Query>, z.output<Body>>);
      reply = replyOf(answered);
      events = answered.events;
      stream = answered.download?.stream;
      special = {
        ...(answered.isImmutable && immutableHeaders),
        ...(answered.download && downloadHeaders),
      };
      if (rules.form && isForm(exchange)) reply = redirect(rules.form.done(given), reply);
    } catch (error) {
      const { status, body } = problemOf(error, requestId, server.log);
      reply = json(status, body, status === 401 ? { 'WWW-Authenticate': 'Bearer realm="CyberDock"' } : {});
      const { retryAfterS } = body.error;
      if (retryAfterS !== undefined) reply.headers['Retry-After'] = retryAfterS;
      if (status === 403) tellOfRefusal(server, exchange, caller, body.error.code);
      if (rules.form && isForm(exchange)) reply = redirect(rules.form.failed(body.error, given), reply);
    }
    Object.assign(reply.headers, dataHeaders, special, strictTransport(origin), {
      'X-Request-Id': requestId,
    });
    // The session already has its new secret, whatever became of the request.
    if (caller?.renewed !== undefined && caller.session)
      reply.headers['Set-Cookie'] ??= sessionCookie(
        origin,
        caller.renewed,
        caller.session.endsAtMs - Date.now(),
      );
    const { idleTimeoutMs } = server.config.storage;
    const isHead = exchange.method === 'HEAD';
    await (events && !isHead
      ? sendEvents(exchange, reply, events)
      : stream && !isHead
        ? sendStream(exchange, reply, stream, idleTimeoutMs)
        : send(exchange, reply, idleTimeoutMs)
    ).catch(() => exchange.response.destroy());
    return new Response(null);
  };
  made.set(handler, { terms: rules, answer: answer as MadeOf['answer'] });
  return handler;
}

/**
 * Refuses what another site had a browser send. What a cookie stands for must come from a page of this origin; so must
 * signing in, or somebody could be signed in as somebody else. A header `Authorization` is not sent by other sites'
 * pages, but a browser that was told a password adds it by itself: then it must not say that it comes from elsewhere.
 */
function requireSameOrigin(exchange: Exchange, origin: string): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(exchange.method)) return;
  const { headers } = exchange.request;
  const claimed = claimedOrigin(headers, origin);
  if (claimed === 'same' || (claimed === 'unsaid' && headers.authorization !== undefined)) return;
  throw new DashboardProblem(
    403,
    `This came from another site than ${origin}, or the browser did not say from where. Open ${origin} and try again.`,
    { code: 'other-site' },
  );
}

function tellOfRefusal(
  server: Server,
  exchange: Exchange,
  caller: Caller | undefined,
  reason?: string,
): void {
  const [path = ''] = exchange.target.split('?', 1);
  tell(server, 'dashboard.request', senderOf(server, exchange), {
    actor: caller?.principal.name ?? 'anonymous',
    result: 'DENIED',
    detail: {
      method: exchange.method,
      path: path.slice(0, 300),
      reason,
      origin: exchange.request.headers.origin?.slice(0, 300),
    },
  });
}

function replyOf({ status, json: value, file, download, events, cookie }: ApiAnswer): Reply {
  const headers: Reply['headers'] = cookie === undefined ? {} : { 'Set-Cookie': cookie };
  if (download) {
    const length = download.stream && { 'Content-Length': download.stream.bytes };
    return { ...download, headers: { ...headers, ...download.headers, ...length } };
  }
  if (file) {
    const told = { 'Content-Type': file.type, 'Content-Disposition': `attachment; filename="${file.name}"` };
    return { status: status ?? 200, headers: { ...headers, ...told }, body: file.bytes };
  }
  // nginx would hold back what comes in pieces.
  if (events)
    return {
      status: 200,
      headers: { ...headers, 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' },
    };
  return value === undefined ? { status: status ?? 204, headers } : json(status ?? 200, value, headers);
}

function redirect(location: string, { headers }: Reply): Reply {
  const kept = headers['Set-Cookie'];
  return {
    status: 303,
    headers: { Location: location, ...(kept !== undefined && { 'Set-Cookie': kept }) },
  };
}

function isForm(exchange: Exchange): boolean {
  return bodyKind(exchange) === 'form';
}

/** The last value of a parameter that stands twice counts. */
function queryOf({ target }: Exchange): Record<string, string> {
  const at = target.indexOf('?');
  return Object.fromEntries(new URLSearchParams(at < 0 ? '' : target.slice(at + 1)));
}
