import { randomUUID } from 'node:crypto';
import { failureOf } from '@/lib/auth/oidc/failure';
import type { OidcOutcome, OidcRefusal, OidcSignIn } from '@/lib/auth/oidc/oidc-sign-in';
import { attemptLifetimeMs } from '@/lib/auth/oidc/sign-in-attempt';
import type { Sender } from '@/lib/auth/sessions';
import { attemptCookie, endedAttemptCookie, readAttemptCookie } from '@/lib/dashboard/oidc/attempt-cookie';
import { oidcRefusedPath } from '@/lib/dashboard/oidc/oidc-paths';
import { returnPath, signInPath } from '@/lib/dashboard/return-path';
import { dataHeaders, strictTransport } from '@/lib/dashboard/security-headers';
import { sessionCookie } from '@/lib/dashboard/session-cookie';
import { currentExchange, type Exchange } from '@/lib/http/exchange';
import { json, type Reply } from '@/lib/http/reply';
import { send } from '@/lib/http/send';
import { callerBySession, senderOf } from '../dashboard/caller';
import { tell } from '../dashboard/tell';
import { getServer } from '../instance';
import type { Server } from '../server';

/* `/auth/oidc/…`: pages of nobody, which lead a browser to the provider and back. */

interface Asked {
  server: Server;
  oidc: OidcSignIn;
  exchange: Exchange;
  /** Under which the browser reaches this server. */
  origin: string;
  /** As the address has it. */
  query: string;
}

/** `GET /auth/oidc/sign-in?to=…`: to the provider. */
export const beginOidc = route(async ({ server, oidc, origin, query }) => {
  const to = returnPath(new URLSearchParams(query).get('to'));
  const begun = await oidc.begin(origin, to);
  if ('location' in begun)
    return redirect(begun.location, [attemptCookie(origin, begun.attempt, attemptLifetimeMs)]);
  const { kind, reason } = begun;
  server.log.warn({ reason }, 'nobody can sign in with the provider of OpenID Connect');
  return redirect(oidcRefusedPath(kind, to));
});

/** `GET /auth/oidc/callback`: back from the provider. Whoever it vouches for is signed in. */
export const finishOidc = route(async ({ server, oidc, exchange, origin, query }) => {
  const { cookie } = exchange.request.headers;
  const sender = senderOf(server, exchange);
  const finished = await oidc.finish(origin, query, readAttemptCookie(cookie, origin));
  const { outcome, to, name } = finished;
  if ('refused' in outcome) {
    tell(server, 'account.signin', sender, {
      actor: name ?? 'anonymous',
      result: resultOf(outcome.refused),
      detail: detailOf(finished, { reason: outcome.refused, said: outcome.reason }),
    });
    // Another tab of this browser may still be on its way with the cookie.
    const cookies = outcome.refused === 'lapsed' ? [] : [endedAttemptCookie(origin)];
    return redirect(oidcRefusedPath(outcome.refused, to), cookies);
  }
  const { account, isNew } = outcome;
  if (isNew) tellOfAccount(server, sender, finished, account.name);
  const { session: old } = callerBySession(server, exchange, { renews: false });
  if (old) server.auth.sessions.end(old.id, old.account);
  const { name: holder, generation } = account;
  const { session, text } = server.auth.sessions.create({ account: holder, generation }, sender);
  tell(server, 'account.signin', sender, {
    actor: holder,
    result: 'ok',
    detail: detailOf(finished, { session: session.id }),
  });
  return redirect(returnPath(to), [
    sessionCookie(origin, text, session.endsAtMs - Date.now()),
    endedAttemptCookie(origin),
  ]);
});

/**
 * `GET /auth/oidc/sign-out`: for a browser whose session here has ended, to end that at the provider too. It ends nothing
 * itself, so that a link to it does no harm; the provider asks the person.
 */
export const leaveOidc = route(async ({ server, oidc, origin }) => {
  const url = await oidc.provider.endSessionUrl(origin + signInPath).catch((error: unknown) => {
    const { reason } = failureOf(error);
    server.log.warn({ reason }, 'the provider of OpenID Connect does not answer: signed out here alone');
    return undefined;
  });
  return redirect(url?.href ?? signInPath);
});

function route(answer: (asked: Asked) => Promise<Reply>): () => Promise<Response> {
  return async () => {
    const server = getServer();
    const exchange = currentExchange();
    const origin = server.forwarding.publicOrigin(exchange);
    const reply = await answerOf(server, exchange, origin, answer);
    Object.assign(reply.headers, dataHeaders, strictTransport(origin), { 'Referrer-Policy': 'no-referrer' });
    await send(exchange, reply, server.config.storage.idleTimeoutMs).catch(() => exchange.response.destroy());
    return new Response(null);
  };
}

async function answerOf(
  server: Server,
  exchange: Exchange,
  origin: string,
  answer: (asked: Asked) => Promise<Reply>,
): Promise<Reply> {
  const { oidc } = server;
  if (!oidc)
    return json(404, {
      error: { message: 'There is no sign-in with OpenID Connect: oidc.issuer is not set.' },
    });
  // HEAD would use up the code that the browser brings.
  if (exchange.method !== 'GET')
    return json(405, { error: { message: 'This answers GET.' } }, { Allow: 'GET' });
  const at = exchange.target.indexOf('?');
  const query = at < 0 ? '' : exchange.target.slice(at + 1);
  try {
    return await answer({ server, oidc, exchange, origin, query });
  } catch (error) {
    const requestId = randomUUID();
    server.log.error({ err: error, requestId }, 'a sign-in with OpenID Connect failed');
    return redirect(`${signInPath}?problem=failed`);
  }
}

function redirect(location: string, cookies: string[] = []): Reply {
  return {
    status: 303,
    headers: { Location: location, ...(cookies.length > 0 && { 'Set-Cookie': cookies }) },
  };
}

function tellOfAccount(server: Server, sender: Sender, finished: OidcOutcome, account: string): void {
  const { issuer } = server.config.oidc ?? {};
  tell(server, 'account.create', sender, {
    actor: 'server',
    result: 'ok',
    detail: detailOf(finished, { account, issuer }),
  });
}

function detailOf({ subject }: OidcOutcome, more: Record<string, unknown>): Record<string, unknown> {
  return { by: 'oidc', subject, ...more };
}

const denied: ReadonlySet<OidcRefusal> = new Set(['not-allowed', 'disabled', 'no-name', 'name-taken']);

function resultOf(refusal: OidcRefusal): string {
  if (refusal === 'busy') return 'TOOMANYREQUESTS';
  return denied.has(refusal) ? 'DENIED' : 'UNAUTHORIZED';
}
