import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error';
import { SecretText } from './secret-text';
import type { OidcConfig } from './sections/oidc';

const lengthMax = 4_096;

/**
 * The secret with which the provider of OpenID Connect knows this registry, from `oidc.clientSecret` or the file.
 * @returns undefined for a public client
 * @throws ConfigError when the file can't be used
 */
export function readClientSecret(oidc: OidcConfig | undefined): SecretText | undefined {
  if (oidc?.clientSecretFile === undefined) return oidc?.clientSecret;
  const wrong = (problem: string) =>
    new ConfigError([{ key: 'oidc.clientSecretFile', problem, where: oidc.clientSecretFile ?? '' }]);
  let text: string;
  try {
    text = readFileSync(oidc.clientSecretFile, 'utf8').trim();
  } catch (error) {
    throw wrong(`the file can not be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  if (text === '' || text.length > lengthMax || /\s/.test(text))
    throw wrong('the file must hold the secret and nothing else, in one line');
  return new SecretText(text);
}
