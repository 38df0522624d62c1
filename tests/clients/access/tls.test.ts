import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate, makeServerCertificate } from '../../harness/certificates';
import { type CyberDock, startCyberDock } from '../../harness/cyberdock';
import { describeClients } from '../client';
import { failure } from '../run';
import { useScratch } from '../scratch';
import { describeSignIn, type TlsPerson } from './sign-in-over-tls';
import { type TlsPlace, tlsClients } from './tls-clients';
import { addTlsPerson, tlsRules } from './tls-person';

// Clients sign in to `cyberdock serve` over TLS: with a password, with an access token, and with a certificate.

/** Starts a registry over TLS before the tests of a `describe`. @param certificateOf whom a client's certificate names */
function useTlsRegistry(certificateOf: string | undefined, env: Record<string, string> = {}) {
  const scratch = useScratch();
  let server: CyberDock;
  let person: TlsPerson;
  const place: TlsPlace = {
    // Reaches 127.0.0.1, where docker and containerd would neither look at certificates nor show one.
    get host() {
      return `0.0.0.0:${server.port}`;
    },
    get certificates() {
      return scratch.file('certificates');
    },
  };
  beforeAll(async () => {
    const root = scratch.file('data');
    await mkdir(root);
    person = addTlsPerson(root);
    const { authority, server: own } = await makeServerCertificate(scratch.file('server'));
    await mkdir(place.certificates);
    await copyFile(authority.certificateFile, path.join(place.certificates, 'ca.crt'));
    const asked =
      certificateOf === undefined ? {} : await giveCertificate(scratch.file('client'), certificateOf);
    server = await startCyberDock({
      root,
      door: 'serve',
      env: {
        CYBERDOCK_AUTH_MODE: 'accounts',
        CYBERDOCK_ACCESS_RULES: tlsRules,
        CYBERDOCK_TLS_CERTIFICATE: own.certificateFile,
        CYBERDOCK_TLS_KEY: own.keyFile,
        ...asked,
        ...env,
      },
    });
  });
  afterAll(async () => {
    expect(await server?.stop()).toBe(143);
  });

  /** Makes a certificate for the clients. @returns the settings under which it is asked for */
  async function giveCertificate(folder: string, commonName: string): Promise<Record<string, string>> {
    const authority = await makeCertificate(folder, 'ca', { commonNames: ['Clients'], use: 'authority' });
    const shown = await makeCertificate(folder, 'client', {
      commonNames: [commonName],
      use: 'client',
      authority,
    });
    await copyFile(shown.certificateFile, path.join(place.certificates, 'client.cert'));
    await copyFile(shown.keyFile, path.join(place.certificates, 'client.key'));
    return {
      CYBERDOCK_TLS_CLIENT_CERTIFICATES: 'required',
      CYBERDOCK_TLS_CLIENT_AUTHORITY: authority.certificateFile,
    };
  }
  return { place: () => place, person: () => person };
}

describe('over TLS', () => {
  describeSignIn(useTlsRegistry(undefined));
});

describe('over TLS with client certificates, which name nobody', () => {
  describeSignIn(useTlsRegistry('a machine'), tlsClients.slice(0, 2));
});

describe.each([
  ['builder', true, tlsClients],
  ['mallory', false, tlsClients.slice(0, 2)],
])('over TLS with client certificates, which sign in %s', (name, isKnown, clients) => {
  const { place } = useTlsRegistry(name, { CYBERDOCK_AUTH_CERTIFICATE_USER: 'commonName' });

  for (const client of clients)
    describeClients(client.name, client.needs, () => {
      const prepare = client.use(useScratch(), place);

      it(`${isKnown ? 'pushes and pulls' : 'does not push'} without any login`, async () => {
        const { push, pull } = await prepare();
        if (!isKnown) {
          expect(await failure(push())).toMatch(/unauthorized|denied|authoriz|basic auth|401|sign in/i);
          return;
        }
        await push();
        await pull();
      });
    });
});
