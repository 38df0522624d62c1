import { copyFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { connect } from 'node:tls';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { type Certificate, makeCertificate } from '../harness/certificates';
import { digestOf } from '../harness/content';
import type { CyberDock } from '../harness/cyberdock';
import { RepositoryClient } from '../harness/push';
import { randomContent } from '../harness/random';
import { until } from '../harness/until';
import { prepareServing, startServing, tlsClient } from './serving';

// Certificates are renewed while the server runs: new connections get the new one, and the open ones go on.

const serving = prepareServing();
const names = ['IP:127.0.0.1'];
let first: Certificate;
let second: Certificate;
let folder: string;
let settings: Record<string, string>;
let testNumber = 0;

beforeAll(async () => {
  const { authority } = serving;
  const make = (name: string) =>
    makeCertificate(serving.folder, name, { commonNames: [name], names, use: 'server', authority });
  [first, second] = [await make('first'), await make('second')];
});

beforeEach(async () => {
  testNumber += 1;
  folder = path.join(serving.folder, `live-${testNumber}`);
  await mkdir(folder);
  settings = { CYBERDOCK_TLS_CERTIFICATE: file('cert.pem'), CYBERDOCK_TLS_KEY: file('key.pem') };
  await install(first);
});

const file = (name: string) => path.join(folder, name);

/** Puts a certificate and its key in the place of those before, as a tool that renews them does. */
async function install({ certificateFile, keyFile }: Certificate): Promise<void> {
  for (const [from, to] of [
    [keyFile, 'key.pem'],
    [certificateFile, 'cert.pem'],
  ] as const) {
    await copyFile(from, file(`${to}.new`));
    await rename(file(`${to}.new`), file(to));
  }
}

/** The common name of the certificate that a new connection gets. */
function nameAt(port: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, ca: serving.authority.certificate };
    const socket = connect(options, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

const serves = (name: string, { port }: CyberDock) =>
  until(`the server shows ${name}`, async () => (await nameAt(port)) === name, 60_000);

test('new connections get a renewed certificate, and a running download goes on', async () => {
  const server = await startServing(settings);
  const repository = new RepositoryClient(tlsClient(server.port, serving.authority), 'team/app');
  const layer = randomContent(64_000_000, 'renewal');
  const digest = await repository.pushBlob(layer);
  const download = connect({ host: '127.0.0.1', port: server.port, ca: serving.authority.certificate });
  const parts: Buffer[] = [];
  download.on('data', (part) => parts.push(part));
  download.write(`GET /v2/team/app/blobs/${digest} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  await until('the download has begun', () => parts.length > 0);
  download.pause();

  expect(await nameAt(server.port)).toBe('first');
  await install(second);
  await serves('second', server);

  download.resume();
  await new Promise((resolve, reject) => download.once('close', resolve).once('error', reject));
  const whole = Buffer.concat(parts);
  expect(digestOf(whole.subarray(whole.indexOf('\r\n\r\n') + 4))).toBe(digest);
  // A connection that was kept alive through it goes on too.
  expect((await repository.headBlob(digest)).status).toBe(200);
  expect(server.output()).toContain('the certificates have changed: new connections get the new ones');
  expect(server.output()).not.toContain('"level":"error"');
});

test.each([
  ['damaged', async () => writeFile(file('cert.pem'), 'no certificate')],
  ['of another key', async () => copyFile(second.certificateFile, file('cert.pem'))],
  ['gone', async () => rm(file('cert.pem'))],
])(
  'a new certificate that is %s is told in the log and not used, and a good one is later',
  async (_, spoil) => {
    const server = await startServing(settings);
    await spoil();
    const told = '"msg":"the certificates have changed and can not be used: the ones from before stay"';
    await until('the log tells', () => server.output().includes(told), 60_000);
    expect(server.output()).toContain(`tls.${_ === 'of another key' ? 'key' : 'certificate'}: `);
    expect(await nameAt(server.port)).toBe('first');
    await install(second);
    await serves('second', server);
    expect(server.output().split(told)).toHaveLength(2);
  },
);

test('a folder that is swapped below a symbolic link counts as a change', async () => {
  const [old, renewed] = [file('old'), file('renewed')];
  for (const [each, certificate] of [
    [old, first],
    [renewed, second],
  ] as const) {
    await mkdir(each);
    await copyFile(certificate.certificateFile, path.join(each, 'tls.crt'));
    await copyFile(certificate.keyFile, path.join(each, 'tls.key'));
  }
  await symlink(old, file('now'));
  const server = await startServing({
    CYBERDOCK_TLS_CERTIFICATE: file('now/tls.crt'),
    CYBERDOCK_TLS_KEY: file('now/tls.key'),
  });
  await symlink(renewed, file('next'));
  await rename(file('next'), file('now'));
  await serves('second', server);
});

test('whose certificates hold is asked again when the authorities of clients change', async () => {
  const make = (name: string) => makeCertificate(folder, name, { commonNames: [name], use: 'authority' });
  const [before, after] = [await make('before'), await make('after')];
  const clientOf = (name: string, authority: Certificate) =>
    makeCertificate(folder, name, { commonNames: [name], use: 'client', authority });
  const [old, renewed] = [await clientOf('old', before), await clientOf('renewed', after)];
  await copyFile(before.certificateFile, file('ca.pem'));
  const { port } = await startServing({
    ...settings,
    CYBERDOCK_TLS_CLIENT_CERTIFICATES: 'required',
    CYBERDOCK_TLS_CLIENT_AUTHORITY: file('ca.pem'),
  });
  const comesIn = async ({ certificate: cert, key }: Certificate) => {
    const client = tlsClient(port, serving.authority, { cert, key });
    const came = await client.request({ path: '/v2/' }).then(
      ({ status }) => status === 200,
      () => false,
    );
    client.close();
    return came;
  };
  expect([await comesIn(old), await comesIn(renewed)]).toEqual([true, false]);
  await copyFile(after.certificateFile, file('ca.pem'));
  await until('the new authority counts', () => comesIn(renewed), 60_000);
  expect(await comesIn(old)).toBe(false);
});
