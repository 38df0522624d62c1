import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeSignIn, type TlsPerson } from '../clients/access/sign-in-over-tls';
import { tlsClients } from '../clients/access/tls-clients';
import { addTlsPerson, tlsRules } from '../clients/access/tls-person';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { describeProxies, useGround } from './fixture';
import type { RunningProxy } from './proxy';

// The challenge and the token endpoint must lead through the proxy: a client that signs in shows that they do.

const clients = tlsClients.filter(({ name }) => ['docker', 'skopeo'].includes(name));

describeProxies('clients that sign in over TLS', (kind) => {
  const ground = useGround();
  let root: string;
  let server: CyberDock;
  let proxy: RunningProxy;
  let person: TlsPerson;
  let certificates: string;

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'cyberdock-sign-in-'));
    person = addTlsPerson(root);
    certificates = path.join(ground.folder, 'authorities');
    await mkdir(certificates);
    await copyFile(ground.authority.rootFile, path.join(certificates, 'ca.crt'));
    server = await startCyberDock({
      root,
      env: { CYBERDOCK_AUTH_MODE: 'accounts', CYBERDOCK_ACCESS_RULES: tlsRules },
    });
    proxy = await kind.start({ upstreamPort: server.port, certificate: ground.certificate });
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    await rm(root, { recursive: true, force: true });
  });

  describeSignIn({ place: () => ({ host: proxy.host, certificates }), person: () => person }, clients);
});
