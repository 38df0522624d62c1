import { type ConnectionOptions, connect } from 'node:tls';
import { expect, test } from 'vitest';
import { HttpClient } from '../harness/http-client';
import { RepositoryClient } from '../harness/push';
import { randomContent } from '../harness/random';
import { RawConnection } from '../harness/raw-http';
import { prepareServing, startServing, tlsClient } from './serving';

const serving = prepareServing();

/** The version of TLS that a client and the server agree on. @throws when they don't */
function agreed(port: number, options: ConnectionOptions): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: serving.authority.certificate, ...options }, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

/** Clients of today don't offer the old versions by themselves. */
const only = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): ConnectionOptions => ({
  minVersion: version,
  maxVersion: version,
  ciphers: 'DEFAULT@SECLEVEL=0',
});

test('images are pushed and pulled over TLS, and pages and probes are answered', async () => {
  const { port, url, output } = await startServing(serving.tls);
  expect(url).toMatch(/^https:/);
  expect(output()).toContain(`  Address   https://localhost:${port}\n`);
  const http = tlsClient(port, serving.authority);
  const repository = new RepositoryClient(http, 'team/app');
  const layer = randomContent(5_000_000, 'tls');
  const { digest, manifest } = await repository.pushImage('v1', [layer]);
  const pulled = await repository.getManifest('v1');
  expect(pulled.body.equals(manifest)).toBe(true);
  expect(pulled.header('docker-content-digest')).toBe(digest);
  const [{ digest: layerDigest }] = JSON.parse(String(manifest)).layers;
  expect((await repository.getBlob(layerDigest)).body.equals(layer)).toBe(true);
  for (const path of ['/', '/healthz', '/readyz', '/metrics']) {
    expect((await http.request({ path })).status, path).toBe(200);
  }
});

test('clients may speak TLS 1.2 and 1.3, and nothing older', async () => {
  const { port } = await startServing(serving.tls);
  expect(await agreed(port, only('TLSv1.2'))).toBe('TLSv1.2');
  expect(await agreed(port, only('TLSv1.3'))).toBe('TLSv1.3');
  await expect(agreed(port, only('TLSv1.1'))).rejects.toThrow();
  expect(await agreed(port, {})).toBe('TLSv1.3');
});

test('with tls.minVersion 1.3 nobody speaks TLS 1.2', async () => {
  const { port } = await startServing({ ...serving.tls, CYBERDOCK_TLS_MIN_VERSION: '1.3' });
  await expect(agreed(port, only('TLSv1.2'))).rejects.toThrow();
  expect(await agreed(port, only('TLSv1.3'))).toBe('TLSv1.3');
});

test('a client that speaks no TLS gets nothing, and the others go on', async () => {
  const { port, output } = await startServing(serving.tls);
  await expect(new HttpClient(port).request({ path: '/v2/' })).rejects.toThrow();
  const connection = await RawConnection.open(port);
  await connection.send('GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n');
  await connection.closed;
  expect(String(connection.received())).not.toContain('HTTP/1.1 200');
  expect((await tlsClient(port, serving.authority).request({ path: '/v2/' })).status).toBe(200);
  expect(output()).toContain('"msg":"a TLS handshake failed"');
});

test('a client can not shake hands a second time on a connection, with another certificate', async () => {
  const { port } = await startServing(serving.tls);
  const options = { host: '127.0.0.1', port, ca: serving.authority.certificate, ...only('TLSv1.2') };
  const socket = connect(options);
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  socket.on('error', () => undefined); // A refusal may be an alert or the end.
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  expect(socket.renegotiate({}, () => undefined)).toBe(true);
  await closed;
  expect((await tlsClient(port, serving.authority).request({ path: '/v2/' })).status).toBe(200);
});
