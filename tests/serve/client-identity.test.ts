import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClientCertificate } from '../../lib/http/client-certificate';
import { Exchange } from '../../lib/http/exchange';
import {
  type Certificate,
  type CertificateOptions,
  makeCertificate,
  makeServerCertificate,
} from '../harness/certificates';

let folder: string;
let server: Server;
let ca: string;
let authority: Certificate;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-client-'));
  const own = await makeServerCertificate(folder);
  ca = own.authority.certificate;
  authority = await makeCertificate(folder, 'clients', { commonNames: ['Clients'], use: 'authority' });
  const { certificate: cert, key } = own.server;
  const options = { cert, key, ca: authority.certificate, requestCert: true, rejectUnauthorized: false };
  server = createServer(options, (incoming, response) => {
    response.end(JSON.stringify({ seen: new Exchange(incoming, response).clientCertificate }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const port = () => (server.address() as AddressInfo).port;

/** What the server sees of a client that shows this certificate. */
function seenOf(shown: Partial<Certificate> = {}): Promise<ClientCertificate | undefined> {
  return new Promise((resolve, reject) => {
    const { certificate: cert, key } = shown;
    request({ host: '127.0.0.1', port: port(), ca, cert, key, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.once('end', () => resolve(JSON.parse(text).seen));
    })
      .once('error', reject)
      .end();
  });
}

const client = (name: string, options: Partial<CertificateOptions> = {}) =>
  makeCertificate(folder, name, { commonNames: [name], use: 'client', authority, ...options });

describe('the certificate of a client', () => {
  test('is known by its common name, its alternative names and its fingerprint', async () => {
    const seen = await seenOf(
      await client('build-7', {
        names: [
          'DNS:build-7.example.com',
          'email:ops@example.com',
          'URI:spiffe://example.com/a',
          'IP:10.0.0.7',
        ],
      }),
    );
    expect(seen).toEqual({
      commonName: 'build-7',
      alternativeNames: [
        'DNS:build-7.example.com',
        'email:ops@example.com',
        'URI:spiffe://example.com/a',
        'IP Address:10.0.0.7',
      ],
      fingerprint256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    });
  });

  test('is the same for every request on a connection', async () => {
    const { certificate, key } = await client('kept');
    const socket = connect({ host: '127.0.0.1', port: port(), ca, cert: certificate, key });
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    const ask = 'GET / HTTP/1.1\r\nHost: x\r\n';
    socket.write(`${ask}\r\n${ask}Connection: close\r\n\r\n`);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(text.match(/"commonName":"kept"/g)).toHaveLength(2);
  });

  test('with several common names has none that could be taken for a user', async () => {
    const seen = await seenOf(await client('several', { commonNames: ['alice', 'mallory'] }));
    expect(seen).toMatchObject({ alternativeNames: [] });
    expect(seen).not.toHaveProperty('commonName');
  });

  test('is not there when the client shows none', async () => {
    expect(await seenOf()).toBeUndefined();
  });

  test.each([
    ['signed by itself', undefined],
    ['of an authority that is not trusted', 'other'],
  ])('is not there when it is %s', async (what, signer) => {
    const other =
      signer && (await makeCertificate(folder, signer, { commonNames: ['Clients'], use: 'authority' }));
    const shown = await client(what.replaceAll(' ', '-'), {
      commonNames: ['alice'],
      authority: other || undefined,
    });
    expect(await seenOf(shown)).toBeUndefined();
  });

  test('is not there when it was made for a server', async () => {
    expect(await seenOf(await client('of-a-server', { use: 'server' }))).toBeUndefined();
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is not there for a client without one that resumes a session of %s',
    async (version) => {
      expect((await resumed(version, {})).map((text) => text.includes('{}'))).toEqual([true, true]);
    },
  );

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'of nobody known does not get known by resuming a session of %s',
    async (version) => {
      const { certificate, key } = await client(`self-${version}`, { authority: undefined });
      const texts = await resumed(version, { cert: certificate, key });
      expect(texts.map((text) => text.includes('{}'))).toEqual([true, true]);
    },
  );

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is known again when a session of %s is resumed',
    async (version) => {
      const { certificate, key } = await client(`again-${version}`);
      const texts = await resumed(version, { cert: certificate, key });
      expect(texts.map((text) => text.includes(`"commonName":"again-${version}"`))).toEqual([true, true]);
    },
  );
});

/** The answers to two connections, of which the second resumes the session of the first. */
async function resumed(version: 'TLSv1.2' | 'TLSv1.3', shown: ConnectionOptions): Promise<string[]> {
  const options = { host: '127.0.0.1', port: port(), ca, ...shown, minVersion: version, maxVersion: version };
  const ask = async (session: Buffer | undefined) => {
    const socket = connect({ ...options, session });
    let text = '';
    let latest: Buffer | undefined;
    let isResumed = false;
    socket.once('secureConnect', () => {
      isResumed = socket.isSessionReused();
    });
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('session', (each) => {
      latest = each;
    });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await new Promise((resolve, reject) => socket.once('close', resolve).once('error', reject));
    return { text, session: latest, isResumed };
  };
  const first = await ask(undefined);
  if (first.session === undefined) throw new Error('no session to resume');
  const second = await ask(first.session);
  expect(second.isResumed).toBe(true);
  return [first.text, second.text];
}
