import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ensureBuild } from '../../bin/build';
import { type Certificate, makeCertificate } from '../harness/certificates';
import { digestOf } from '../harness/content';
import { projectFolder } from '../harness/cyberdock';
import { freePort } from '../harness/free-port';
import { RepositoryClient } from '../harness/push';
import { randomContent } from '../harness/random';
import { RawConnection, requestHead } from '../harness/raw-http';
import { until } from '../harness/until';
import { runServe } from './run-serve';
import { prepareServing, tlsClient } from './serving';

// `npx cyberdock serve` as a user calls it.

const serving = prepareServing();
const file = (name: string) => path.join(serving.folder, name);

beforeAll(() => ensureBuild(projectFolder));

interface Started {
  child: ChildProcess;
  output: () => string;
}

/** Starts a program in its folder, and ends it with the test. */
function start(program: string, args: string[], cwd: string, env: Record<string, string> = {}): Started {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, CYBERDOCK_AUTH_MODE: 'none', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal makes for a command.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-(child.pid as number), 'SIGKILL');
    await once(child, 'exit');
  });
  return { child, output: () => output };
}

const isReady = ({ output }: Started) =>
  until('it is ready', () => output().includes('docker push'), 120_000);

test('settings, certificates and data are found from the folder that it is started in', async () => {
  const folder = file('elsewhere');
  await mkdir(path.join(folder, 'tls'), { recursive: true });
  await copyFile(serving.server.certificateFile, path.join(folder, 'tls/cert.pem'));
  await copyFile(serving.server.keyFile, path.join(folder, 'tls/key.pem'));
  const port = await freePort();
  const settings = {
    server: { port },
    storage: { root: 'content' },
    tls: { certificate: 'tls/cert.pem', key: 'tls/key.pem', minVersion: 1.3 },
  };
  await writeFile(path.join(folder, 'cyberdock.yaml'), JSON.stringify(settings));
  const started = start(process.execPath, [path.join(projectFolder, 'bin/cyberdock'), 'serve'], folder);
  await isReady(started);
  expect(started.output()).toContain(`  Address   https://localhost:${port}\n`);
  expect(started.output()).toContain(`  Data      ${path.join(folder, 'content')}\n`);
  const http = tlsClient(port, serving.authority);
  const page = await http.request({ path: '/' });
  expect(page.status).toBe(200);
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(String(page.body))?.[1] ?? '';
  expect((await http.request({ path: script })).status).toBe(200);
  expect((await http.request({ path: '/api/v1/health' })).status).toBe(200);
  started.child.kill('SIGTERM');
  expect(await once(started.child, 'exit')).toEqual([143, null]);
});

test('Ctrl-C under npx, which passes it on a second time, lets transfers finish', async () => {
  const port = await freePort();
  const started = start('npx', ['cyberdock', 'serve'], projectFolder, {
    CYBERDOCK_SERVER_PORT: String(port),
    CYBERDOCK_STORAGE_ROOT: file('npx'),
    CYBERDOCK_SERVER_DRAIN_TIMEOUT: '1h',
  });
  await isReady(started);
  const repository = new RepositoryClient(port, 'team/app');
  const layer = randomContent(64_000_000, 'npx');
  const digest = await repository.pushBlob(layer);
  const download = await RawConnection.open(port);
  await download.send(requestHead({ target: `/v2/team/app/blobs/${digest}` }));
  await download.arrived(1_000);
  download.pause();
  repository.http.close();
  process.kill(-(started.child.pid as number), 'SIGINT');
  await until('it ends', () => started.output().includes('ending: running transfers may finish'));
  download.resume();
  expect(digestOf((await download.response()).body)).toBe(digest);
  // npx ends by the signal itself when the command ended with its number.
  const [code, signal] = await once(started.child, 'exit');
  expect([130, 'SIGINT']).toContain(code ?? signal);
});

test('npm start refuses what only cyberdock serve can do, in one sentence', async () => {
  const started = start('npm', ['start', '--silent'], projectFolder, {
    ...serving.tls,
    CYBERDOCK_SERVER_SOCKET: file('a.sock'),
    CYBERDOCK_SERVER_WORKERS: '2',
    CYBERDOCK_STORAGE_ROOT: file('npm'),
  });
  expect((await once(started.child, 'close'))[0]).toBe(1);
  expect(started.output().replace(/^npm warn .*\n/gm, '')).toBe(
    'The configuration asks for TLS (tls.certificate), a Unix socket (server.socket) and several workers (server.workers), which npm start and next start don\'t do: start CyberDock with "npx cyberdock serve", or take that out.\n',
  );
});

test('next start refuses it too', async () => {
  const next = path.join(projectFolder, 'node_modules/next/dist/bin/next');
  const args = [next, 'start', '-H', '127.0.0.1', '-p', String(await freePort())];
  const started = start(process.execPath, args, projectFolder, {
    ...serving.tls,
    NODE_ENV: 'production',
    CYBERDOCK_STORAGE_ROOT: file('next'),
  });
  expect((await once(started.child, 'close'))[0]).toBe(1);
  expect(started.output()).toContain('start CyberDock with "npx cyberdock serve"');
});

test('a port that is in use is told before anything else happens', async () => {
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  const refused = await runServe({ CYBERDOCK_SERVER_PORT: String(port) });
  other.close();
  expect(refused).toEqual({
    code: 1,
    output: `Port ${port} of 127.0.0.1 is in use by another program: stop that program, or set server.port (CYBERDOCK_SERVER_PORT) to a free port.\n`,
  });
});

describe('files of TLS that can not be used are told in one sentence that says what to do', () => {
  let other: Certificate;

  beforeAll(async () => {
    other = await makeCertificate(serving.folder, 'other', { commonNames: ['other'], use: 'server' });
  });

  /** What it says when it is started with these files. */
  async function refusal(
    certificate: string,
    key: string,
    more: Record<string, string> = {},
  ): Promise<string> {
    const env = { CYBERDOCK_TLS_CERTIFICATE: certificate, CYBERDOCK_TLS_KEY: key, ...more };
    const { code, output } = await runServe(env);
    expect(code).toBe(1);
    return output;
  }

  test('a key of another certificate', async () => {
    const { certificateFile } = serving.server;
    expect(await refusal(certificateFile, other.keyFile)).toBe(
      `tls.key: the key in ${other.keyFile} does not belong to the certificate in ${certificateFile}: give the key that the certificate was requested with.\n`,
    );
  });

  test('a file that is not there', async () => {
    expect(await refusal(file('missing.pem'), other.keyFile)).toBe(
      `tls.certificate: ${file('missing.pem')} can't be read: there is no such file.\n`,
    );
  });

  test('a certificate in the place of the key, and the other way round', async () => {
    const { certificateFile, keyFile } = other;
    expect(await refusal(keyFile, keyFile)).toBe(
      `tls.certificate: ${keyFile} holds no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----.\n`,
    );
    expect(await refusal(certificateFile, certificateFile)).toBe(
      `tls.key: ${certificateFile} holds no private key in PEM form.\n`,
    );
  });

  test('a damaged certificate', async () => {
    const damaged = file('damaged.pem');
    await writeFile(damaged, other.certificate.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'));
    expect(await refusal(damaged, other.keyFile)).toContain(
      `tls.certificate: a certificate in ${damaged} is damaged: `,
    );
  });

  test('a key with a passphrase', async () => {
    const encrypted = file('encrypted.key');
    const args = ['pkey', '-in', other.keyFile, '-aes256', '-passout', 'pass:secret', '-out', encrypted];
    await promisify(execFile)('openssl', args);
    expect(await refusal(other.certificateFile, encrypted)).toContain(
      'is protected by a passphrase: store it without one (openssl pkey -in FILE -out NEW)',
    );
  });

  test('a chain in the wrong order', async () => {
    const chain = file('chain.pem');
    await writeFile(chain, serving.authority.certificate + serving.server.certificate);
    expect(await refusal(chain, serving.server.keyFile)).toBe(
      `tls.certificate: in ${chain} another certificate stands before the one of this server: put it first, and the intermediate ones after it.\n`,
    );
  });

  test('an authority of clients that is none', async () => {
    const { certificateFile, keyFile } = serving.server;
    const more = {
      CYBERDOCK_TLS_CLIENT_CERTIFICATES: 'required',
      CYBERDOCK_TLS_CLIENT_AUTHORITY: keyFile,
    };
    expect(await refusal(certificateFile, keyFile, more)).toContain(
      `tls.clientAuthority: ${keyFile} holds no certificate`,
    );
  });
});
