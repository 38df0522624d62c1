import { expect, it } from 'vitest';
import { describeClients } from '../client';
import { failure } from '../run';
import { useScratch } from '../scratch';
import { type TlsClient, type TlsPlace, tlsClients } from './tls-clients';

/** Somebody who may push to and pull from `team/**`. */
export interface TlsPerson {
  name: string;
  password: string;
  /** An access token. */
  token: string;
}

const refused =
  /unauthorized|authentication required|sign in|no basic auth|invalid username|denied|401|authoriz|403/i;

/** Tests that clients get in over TLS by a password and by an access token, and by nothing else. */
export function describeSignIn(
  { place, person }: { place: () => TlsPlace; person: () => TlsPerson },
  clients: readonly TlsClient[] = tlsClients,
): void {
  for (const client of clients)
    describeClients(client.name, client.needs, () => {
      const prepare = client.use(useScratch(), place);

      it('pushes and pulls after login with a password or a token, and neither before it nor after logout', async () => {
        const { login, logout, push, pull } = await prepare();
        const { name, password, token } = person();
        expect(await failure(push())).toMatch(refused);
        expect(await failure(login(name, 'a wrong password').then(push))).toMatch(refused);
        await login(name, password);
        await push();
        await pull();
        await logout();
        expect(await failure(pull())).toMatch(refused);
        await login(name, token);
        await pull();
        await push();
        await logout();
        expect(await failure(push())).toMatch(refused);
      });
    });
}
