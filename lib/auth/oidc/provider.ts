import * as client from 'openid-client';
import type { OidcConfig, SecretText } from '@/lib/config';
import type { Claims } from './person';
import { claimAt } from './person';
import type { SignInAttempt } from './sign-in-attempt';

type Settings = Pick<OidcConfig, 'issuer' | 'clientId' | 'scopes' | 'usernameClaim' | 'groupsClaim'>;

/** After this time the provider is asked anew how it is reached; its keys are asked for when an unknown one is used. */
const freshMs = 3_600_000;
/** A provider that did not answer is not asked again for this long. */
const patienceMs = 1_000;
const timeoutS = 10;

/**
 * A provider of OpenID Connect: how to reach it, asked for at the first use, and the code flow with it. The checks of
 * what it says are those of openid-client, the signature of the ID token among them.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export class Provider {
  readonly #settings: Settings;
  readonly #secret: SecretText | undefined;
  #known: { configuration: client.Configuration; atMs: number } | undefined;
  #asking: Promise<client.Configuration> | undefined;
  #failed: { error: unknown; atMs: number } | undefined;

  constructor(settings: Settings, secret: SecretText | undefined) {
    this.#settings = settings;
    this.#secret = secret;
  }

  /**
   * Asks the provider how it is reached, unless that is known.
   * @throws when it does not answer, or not as it must
   */
  async find(): Promise<void> {
    await this.#configuration();
  }

  /** Where a browser goes to sign in. @throws as `find` */
  async authorizationUrl(attempt: SignInAttempt, redirectUri: string): Promise<URL> {
    const configuration = await this.#configuration();
    return client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#settings.scopes.join(' '),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: 'S256',
    });
  }

  /**
   * What the provider says of who came back, after all checks: of the ID token, and of `userinfo` where that lacks the
   * name or the groups.
   * @param url the whole address that the browser came back to, under which it reaches this server
   * @throws when something does not hold, or the provider does not answer: see `failureOf`
   */
  async claims(attempt: SignInAttempt, url: URL): Promise<Claims> {
    const configuration = await this.#configuration();
    const tokens = await client.authorizationCodeGrant(configuration, url, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('the provider gave no ID token');
    const { usernameClaim, groupsClaim } = this.#settings;
    const isWhole = [usernameClaim, groupsClaim].every((name) => claimAt(claims, name) !== undefined);
    if (isWhole || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { ...more, ...claims };
  }

  /**
   * Where a browser goes to sign out at the provider too (OpenID Connect RP-Initiated Logout 1.0).
   * @returns undefined when the provider has no such place @throws as `find`
   */
  async endSessionUrl(returnTo: string): Promise<URL | undefined> {
    const configuration = await this.#configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo });
  }

  async #configuration(): Promise<client.Configuration> {
    const known = this.#known;
    if (known && Date.now() - known.atMs < freshMs) return known.configuration;
    if (this.#failed && Math.abs(Date.now() - this.#failed.atMs) < patienceMs) {
      if (known) return known.configuration;
      throw this.#failed.error;
    }
    this.#asking ??= this.#discover().finally(() => {
      this.#asking = undefined;
    });
    // What was known goes on while the provider does not answer.
    return await this.#asking.catch((error: unknown) => {
      if (known) return known.configuration;
      throw error;
    });
  }

  async #discover(): Promise<client.Configuration> {
    const { issuer, clientId } = this.#settings;
    try {
      const configuration = await client.discovery(
        new URL(issuer),
        clientId,
        {},
        clientAuthentication(this.#secret),
        {
          timeout: timeoutS,
          execute: [
            client.enableNonRepudiationChecks,
            // The settings allow it on this machine alone.
            ...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
          ],
        },
      );
      this.#known = { configuration, atMs: Date.now() };
      this.#failed = undefined;
      return configuration;
    } catch (error) {
      this.#failed = { error, atMs: Date.now() };
      throw error;
    }
  }
}

/** In the header, which every provider must take (RFC 6749, section 2.3.1), unless it says that it takes the body alone. */
function clientAuthentication(secret: SecretText | undefined): client.ClientAuth {
  if (!secret) return client.None();
  const basic = client.ClientSecretBasic(secret.reveal());
  const post = client.ClientSecretPost(secret.reveal());
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const isBodyOnly = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic');
    (isBodyOnly ? post : basic)(server, ...rest);
  };
}
