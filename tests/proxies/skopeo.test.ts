import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installedClient } from '../clients/client';
import { digestFromLayout, uniqueImage } from '../clients/images';
import { run } from '../clients/run';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { HttpClient } from '../harness/http-client';
import { RepositoryClient } from '../harness/push';
import { describeProxies, useGround } from './fixture';
import type { RunningProxy } from './proxy';

const skopeo = installedClient('skopeo').program;

describeProxies('skopeo over TLS', (kind) => {
  const ground = useGround();
  let server: CyberDock;
  let proxy: RunningProxy;

  beforeAll(async () => {
    server = await startCyberDock();
    proxy = await kind.start({ upstreamPort: server.port, certificate: ground.certificate });
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  test('pulls what it pushed, byte for byte', async () => {
    const authorities = path.join(ground.folder, 'authorities');
    await mkdir(authorities, { recursive: true });
    await copyFile(ground.authority.rootFile, path.join(authorities, 'ca.crt'));
    const { layout, digest } = await uniqueImage(path.join(ground.folder, 'pushed'));
    const name = `docker://${proxy.host}/${kind.name}/app:v1`;
    const copy = ['copy', '--quiet', '--preserve-digests'];
    await run(skopeo, [...copy, '--dest-cert-dir', authorities, `oci:${layout.folder}:v1`, name]);
    const pulled = path.join(ground.folder, 'pulled');
    await run(skopeo, [...copy, '--src-cert-dir', authorities, name, `oci:${pulled}:v1`]);
    expect(await digestFromLayout(pulled, 'v1')).toBe(digest);
    const http = new HttpClient(server.port);
    const answer = await new RepositoryClient(http, `${kind.name}/app`).headManifest('v1');
    http.close();
    expect(answer.header('docker-content-digest')).toBe(digest);
  });

  test('does not push to a server whose certificate it can not check', async () => {
    const { layout } = await uniqueImage(path.join(ground.folder, 'unchecked'));
    const name = `docker://${proxy.host}/${kind.name}/unchecked:v1`;
    await expect(run(skopeo, ['copy', '--quiet', `oci:${layout.folder}:v1`, name])).rejects.toThrow(
      /x509|certificate/,
    );
  });
});
