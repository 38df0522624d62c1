import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../harness/certificates';
import { projectFolder } from '../harness/cyberdock';
import { freePort } from '../harness/free-port';
import { prepareServing, startServing } from './serving';

const serving = prepareServing();

/** Runs `cyberdock ping` with these settings. */
async function ping(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [path.join(projectFolder, 'bin/cyberdock'), 'ping'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

/** Starts `cyberdock serve` and asks it with the same settings. */
async function serveAndPing(settings: Record<string, string>) {
  const { port } = await startServing(settings);
  return await ping({ ...settings, CYBERDOCK_SERVER_PORT: String(port) });
}

/** A server in the place of CyberDock, which answers always the same. */
async function pingAnswer(body: string) {
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return await ping({ CYBERDOCK_SERVER_PORT: String((server.address() as AddressInfo).port) });
}

describe('cyberdock ping', () => {
  test('finds the server that the settings describe: on a port, with several workers', async () => {
    expect(await serveAndPing({ CYBERDOCK_SERVER_WORKERS: '2' })).toEqual({ code: 0, output: 'ready\n' });
  });

  test('finds it on a Unix socket', async () => {
    const settings = { CYBERDOCK_SERVER_SOCKET: path.join(serving.folder, 'ping.sock') };
    expect(await serveAndPing(settings)).toEqual({ code: 0, output: 'ready\n' });
  });

  test('finds it behind TLS, whatever name the certificate has', async () => {
    expect(await serveAndPing(serving.tls)).toEqual({ code: 0, output: 'ready\n' });
  });

  test('a server that wants the certificate of a client is there, though it says no more', async () => {
    const { certificateFile } = await makeCertificate(serving.folder, 'ping-clients', {
      commonNames: ['Clients'],
      use: 'authority',
    });
    const answer = await serveAndPing({
      ...serving.tls,
      CYBERDOCK_TLS_CLIENT_CERTIFICATES: 'required',
      CYBERDOCK_TLS_CLIENT_AUTHORITY: certificateFile,
    });
    expect(answer).toEqual({
      code: 0,
      output: 'it answers, and shows more only to clients with a certificate\n',
    });
  });

  test('ends with 0 while the server serves, though not everything, and says what is wrong', async () => {
    const problems = [{ check: 'disk', degraded: true, detail: 'too little room' }];
    expect(await pingAnswer(JSON.stringify({ status: 'degraded', problems }))).toEqual({
      code: 0,
      output: 'degraded; disk: too little room\n',
    });
  });

  test('ends with 1 when the server does not serve, and says why', async () => {
    const problems = [{ check: 'ending', degraded: false, detail: 'the server is ending' }];
    expect(await pingAnswer(JSON.stringify({ status: 'unready', problems }))).toEqual({
      code: 1,
      output: 'unready; ending: the server is ending\n',
    });
  });

  test('ends with 1 when something else answers', async () => {
    const { code, output } = await pingAnswer('<html>');
    expect(code).toBe(1);
    expect(output).toMatch(/^No answer from the server: /);
  });

  test('ends with 1 when nothing listens', async () => {
    expect(await ping({ CYBERDOCK_SERVER_PORT: String(await freePort()) })).toEqual({
      code: 1,
      output: 'No answer from the server: nothing listens there; it is not running, or listens elsewhere.\n',
    });
  });
});
