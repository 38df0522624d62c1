import type { Auth } from '@/lib/auth/auth';
import { ensureAdministrator } from '@/lib/auth/first-administrator';
import type { Config } from '@/lib/config';

/** The configuration asks for what is too dangerous to be done without being told twice; the message says what to do. */
export class OpenToNetwork extends Error {
  override readonly name = 'OpenToNetwork';
}

const loopback = /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/;

/**
 * Refuses to serve everybody on a network without authentication, unless that is asked for twice.
 * @throws OpenToNetwork
 */
export function requireClosed({ auth, server }: Pick<Config, 'auth' | 'server'>): void {
  if (auth.mode !== 'none' || auth.allowNoneOnNetwork || loopback.test(server.host)) return;
  throw new OpenToNetwork(
    `auth.mode is none and server.host is ${server.host}: everyone on the network could pull, push and delete every image. ` +
      'Leave auth.mode out, or set server.host (CYBERDOCK_SERVER_HOST) to 127.0.0.1; if that is what you want, set auth.allowNoneOnNetwork (CYBERDOCK_AUTH_ALLOW_NONE_ON_NETWORK) to true.',
  );
}

/**
 * What is to be said on the console at this start, once: the password of the first administrator, or that there is no
 * authentication. It goes to no log.
 */
export async function saidAtStart(auth: Auth): Promise<string | undefined> {
  if (auth.isOpen)
    return '*** There is no authentication (auth.mode: none): everyone who reaches this server may pull, push and delete every image.\n';
  const made = await ensureAdministrator(auth.accounts);
  if (!made) return undefined;
  auth.directory.forget();
  return `
The first administrator was made. This password is shown once, and only its hash is stored:

  Name      ${made.name}
  Password  ${made.password}

Another one is set by: npx cyberdock user password ${made.name}
`;
}
