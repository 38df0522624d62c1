import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import { type Certificate, makeCertificate } from '../harness/certificates';
import { HttpClient } from '../harness/http-client';
import { until } from '../harness/until';
import { prepareServing, startServing, tlsClient } from './serving';

// Whom a certificate stands for, `client-identity.test.ts` asks.

const serving = prepareServing();
let authority: Certificate;
let known: Certificate;
let stranger: Certificate;

beforeAll(async () => {
  const { folder } = serving;
  authority = await makeCertificate(folder, 'clients', { commonNames: ['Clients'], use: 'authority' });
  known = await makeCertificate(folder, 'known', { commonNames: ['known'], use: 'client', authority });
  const other = await makeCertificate(folder, 'others', { commonNames: ['Clients'], use: 'authority' });
  stranger = await makeCertificate(folder, 'stranger', {
    commonNames: ['known'],
    use: 'client',
    authority: other,
  });
});

const start = (clientCertificates: 'optional' | 'required') =>
  startServing({
    ...serving.tls,
    CYBERDOCK_TLS_CLIENT_CERTIFICATES: clientCertificates,
    CYBERDOCK_TLS_CLIENT_AUTHORITY: authority.certificateFile,
  });

const shown = ({ certificate: cert, key }: Certificate) => ({ cert, key });

/** What `openssl s_client` tells of a handshake. */
async function handshake(port: number): Promise<string> {
  const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  return text;
}

test('none: nobody is asked for a certificate', async () => {
  const { port } = await startServing(serving.tls);
  expect(await handshake(port)).toContain('No client certificate CA names sent');
  expect((await tlsClient(port, serving.authority).request({ path: '/v2/' })).status).toBe(200);
});

test('optional: clients come in with a certificate, with one that does not hold, and without', async () => {
  const { port } = await start('optional');
  expect(await handshake(port)).toMatch(/Acceptable client certificate CA names\nCN = Clients/);
  for (const options of [shown(known), shown(stranger), {}]) {
    const client = tlsClient(port, serving.authority, options);
    expect((await client.request({ path: '/v2/' })).status).toBe(200);
  }
});

test('required: nobody comes in without a certificate that an authority of the configuration signed', async () => {
  const { port, output } = await start('required');
  const good = tlsClient(port, serving.authority, shown(known));
  for (const path of ['/v2/', '/', '/healthz']) expect((await good.request({ path })).status).toBe(200);
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const options of [{}, shown(stranger), shown(serving.server)]) {
      const client = tlsClient(port, serving.authority, { ...options, maxVersion: version });
      await expect(client.request({ path: '/v2/' })).rejects.toThrow();
    }
  }
  await expect(new HttpClient(port).request({ path: '/v2/' })).rejects.toThrow();
  expect((await good.request({ path: '/v2/' })).status).toBe(200);
  // The log says why.
  await until('the log tells of the handshakes', () =>
    ['PEER_DID_NOT_RETURN_A_CERTIFICATE', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'].every((reason) =>
      output().includes(reason),
    ),
  );
});

test('required: a client that was refused gets no session with which it could come in', async () => {
  const { port } = await start('required');
  const options = { host: '127.0.0.1', port, ca: serving.authority.certificate, ...shown(stranger) };
  const sessions: Buffer[] = [];
  const first = connect(options).on('session', (session) => sessions.push(session));
  first.on('error', () => undefined).resume();
  await new Promise((resolve) => first.once('close', resolve));
  for (const session of sessions) {
    const second = connect({ ...options, session });
    let text = '';
    second.on('data', (chunk) => {
      text += chunk;
    });
    second.on('error', () => undefined);
    second.write('GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await new Promise((resolve) => second.once('close', resolve));
    expect(text).toBe('');
  }
});
