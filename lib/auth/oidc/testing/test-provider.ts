import { createServer } from 'node:http';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import Provider from 'oidc-provider';

/** What the provider says of somebody besides who it is. */
export type PersonClaims = Record<string, unknown>;

/** A real provider of OpenID Connect on 127.0.0.1, which signs in whoever `people` has, whatever the password. */
export interface TestProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** By the name that they sign in with, which is their subject too. */
  people: Map<string, PersonClaims>;
  /** What makes its ID tokens wrong from now on: they are signed anew. Nothing when it is empty. */
  tamper: { claims?: JWTPayload; sign?: 'own key' | 'other key' | 'not at all' };
  /** How many requests came to each path. */
  requests: Map<string, number>;
  stop: () => Promise<void>;
}

interface ProviderOptions {
  /** Where browsers may be sent back to. */
  redirectUris: string[];
  postLogoutRedirectUris?: string[];
  /** A free one when absent. */
  port?: number;
  /** `userinfo` alone, as the specification has it, when absent. */
  claimsIn?: 'userinfo' | 'id token';
  /** How the client says its secret. */
  authMethods?: string[];
}

/** Starts one. */
export async function startTestProvider(options: ProviderOptions): Promise<TestProvider> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const keys = {
    own: await generateKeyPair('RS256', { extractable: true }),
    other: await generateKeyPair('RS256'),
  };
  const test: TestProvider = {
    issuer,
    clientId: 'cyberdock',
    clientSecret: 'a-secret-that-is-in-no-log',
    people: new Map(),
    tamper: {},
    requests: new Map(),
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  const methods = options.authMethods ?? ['client_secret_basic', 'client_secret_post'];
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: test.clientId,
        client_secret: test.clientSecret,
        redirect_uris: options.redirectUris,
        post_logout_redirect_uris: options.postLogoutRedirectUris ?? [],
        token_endpoint_auth_method: methods[0],
      },
    ],
    clientAuthMethods: methods,
    jwks: { keys: [{ ...(await exportJWK(keys.own.privateKey)), kid: 'own', use: 'sig', alg: 'RS256' }] },
    findAccount: (_context: unknown, id: string) =>
      test.people.has(id)
        ? { accountId: id, claims: () => ({ sub: id, ...test.people.get(id) }) }
        : undefined,
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'groups', 'realm_access', '_claim_names'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: options.claimsIn !== 'id token',
    cookies: { keys: ['of the tests'] },
    pkce: { required: () => true },
  });
  provider.use(async (context, next) => {
    test.requests.set(context.path, (test.requests.get(context.path) ?? 0) + 1);
    await next();
    const { claims, sign } = test.tamper;
    const body = context.body as { id_token?: string } | undefined;
    if (context.path !== '/token' || !body?.id_token || (!claims && !sign)) return;
    const payload = { ...decodeJwt(body.id_token), ...claims };
    const key = sign === 'other key' ? keys.other : keys.own;
    body.id_token =
      sign === 'not at all'
        ? new UnsecuredJWT(payload).encode()
        : await new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'own' }).sign(key.privateKey);
  });
  const answer = provider.callback();
  http.on('request', (request, response) => void answer(request, response));
  return test;
}
