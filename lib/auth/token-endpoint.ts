import type { RuleBook } from './access/rule-book';
import type { Authenticated, Authenticator, Outcome, Refused } from './authenticator';
import { type BearerTokens, service } from './bearer/bearer-tokens';
import type { RefreshTokens } from './bearer/refresh-tokens';
import { type Credentials, parseCredentials } from './credentials';
import { anonymous } from './principal';
import { type Access, formatScope, granted, parseScopes } from './scope';

/** What a client asks the token endpoint for. */
export interface TokenRequest {
  method: 'GET' | 'POST';
  /** The query of a GET, the form of a POST. */
  fields: URLSearchParams;
  authorization: string | undefined;
  /** Whom a client certificate signs in. */
  certified?: string | undefined;
  address: string;
}

/** What it is answered. */
export interface TokenAnswer {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  /** Who it was given to, or refused. */
  outcome: Outcome;
  /** What was granted. */
  scope: string;
}

/**
 * The token endpoint of Docker's registries: GET with Basic credentials or none, and the OAuth 2 form of it, POST with a
 * password or a refresh token. Who has fewer rights than asked for gets a token for those, never a refusal.
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @see https://distribution.github.io/distribution/spec/auth/oauth/
 */
export class TokenEndpoint {
  readonly #authenticator: Authenticator;
  readonly #bearerTokens: BearerTokens;
  readonly #refreshTokens: RefreshTokens;
  readonly #rules: () => RuleBook;

  constructor(parts: {
    authenticator: Authenticator;
    bearerTokens: BearerTokens;
    refreshTokens: RefreshTokens;
    rules: () => RuleBook;
  }) {
    this.#authenticator = parts.authenticator;
    this.#bearerTokens = parts.bearerTokens;
    this.#refreshTokens = parts.refreshTokens;
    this.#rules = parts.rules;
  }

  async answer(request: TokenRequest): Promise<TokenAnswer> {
    const { fields, method } = request;
    const wanted = fields.get('service');
    if (wanted !== null && wanted !== '' && wanted !== service)
      return refusal(400, 'invalid_request', `this endpoint gives tokens for the service ${service} only`);
    return method === 'GET' ? await this.#get(request) : await this.#post(request);
  }

  async #get({ fields, authorization, certified, address }: TokenRequest): Promise<TokenAnswer> {
    const credentials = parseCredentials(authorization, certified);
    if (credentials.kind === 'bearer')
      return refusal(401, 'invalid_client', 'send a name and a password, or nothing');
    const outcome = await this.#authenticator.authenticate(credentials, address);
    if ('refused' in outcome) return refusalOf(outcome);
    const isOffline = fields.get('offline_token') === 'true';
    return await this.#give(outcome, parseScopes(fields.getAll('scope')), isOffline, fields.get('client_id'));
  }

  async #post({ fields, address }: TokenRequest): Promise<TokenAnswer> {
    const scopes = parseScopes(fields.getAll('scope'));
    const client = fields.get('client_id');
    switch (fields.get('grant_type')) {
      case 'password': {
        const [name, password] = [fields.get('username') ?? '', fields.get('password') ?? ''];
        const credentials: Credentials = { kind: 'basic', name, password };
        const outcome = await this.#authenticator.authenticate(credentials, address);
        if ('refused' in outcome) return refusalOf(outcome);
        return await this.#give(outcome, scopes, fields.get('access_type') === 'offline', client);
      }
      case 'refresh_token': {
        const text = fields.get('refresh_token') ?? '';
        const refresh = this.#refreshTokens.use(text);
        const holder =
          refresh && this.#authenticator.holder(refresh.account, refresh.generation, refresh.accessToken);
        if (!holder) return refusalOf({ refused: 'invalid', ...(refresh && { name: refresh.account }) });
        const answer = await this.#give(holder, scopes, false, client);
        return { ...answer, body: { ...answer.body, refresh_token: text } };
      }
      default:
        return refusal(400, 'unsupported_grant_type', 'grant_type must be password or refresh_token');
    }
  }

  async #give(
    holder: Authenticated,
    asked: Access[],
    isOffline: boolean,
    client: string | null,
  ): Promise<TokenAnswer> {
    const { principal, generation, accessToken } = holder;
    const access = granted(asked, principal, this.#rules());
    const isAnonymous = principal.kind === 'anonymous';
    const { token, issuedAtMs, lifetimeS } = await this.#bearerTokens.issue({
      subject: isAnonymous ? '' : principal.name,
      generation,
      accessToken,
      access,
    });
    const refresh =
      isOffline && !isAnonymous && generation !== undefined
        ? this.#refreshTokens.issue(
            { account: principal.name, generation, accessToken },
            client?.slice(0, 128),
          )
        : undefined;
    const scope = access.map(formatScope).join(' ');
    return {
      status: 200,
      headers: noStore,
      body: {
        token,
        access_token: token,
        token_type: 'Bearer',
        scope,
        expires_in: lifetimeS,
        issued_at: new Date(issuedAtMs).toISOString(),
        ...(refresh !== undefined && { refresh_token: refresh }),
      },
      outcome: holder,
      scope,
    };
  }
}

const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

function refusalOf(refused: Refused): TokenAnswer {
  const wait: Record<string, string> =
    refused.retryAfterS === undefined ? {} : { 'Retry-After': String(refused.retryAfterS) };
  const isLater = refused.refused === 'throttled' || refused.refused === 'busy';
  const answer = isLater
    ? refusal(429, 'slow_down', refusalSentence(refused))
    : refusal(
        401,
        refused.refused === 'invalid' ? 'invalid_grant' : 'invalid_client',
        refusalSentence(refused),
      );
  return { ...answer, headers: { ...answer.headers, ...wait }, outcome: refused };
}

/** Why credentials were refused, as a sentence for whoever sent them. */
export function refusalSentence({ refused, retryAfterS }: Refused): string {
  switch (refused) {
    case 'wrong':
      return 'the name or the password is wrong';
    case 'expired':
      return 'the token has expired: sign in again';
    case 'stale':
      return 'the sign-in with the identity provider is too long ago: sign in to the dashboard with it once more';
    case 'invalid':
      return 'the token or the credentials are not valid: sign in again';
    case 'throttled':
      return `too many wrong passwords: try again in ${retryAfterS} s`;
    case 'busy':
      return `too many are signing in: try again in ${retryAfterS} s`;
  }
}

function refusal(status: number, code: string, sentence: string): TokenAnswer {
  return {
    status,
    headers: {
      ...noStore,
      ...(status === 401 && { 'WWW-Authenticate': `Basic realm="CyberDock", charset="UTF-8"` }),
    },
    body: {
      error: code,
      error_description: sentence,
      errors: [{ code: status === 429 ? 'TOOMANYREQUESTS' : 'UNAUTHORIZED', message: sentence }],
    },
    outcome: { principal: anonymous },
    scope: '',
  };
}
