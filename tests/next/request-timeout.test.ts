import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { freePort } from '../harness/free-port';
import { RepositoryClient } from '../harness/push';
import { randomContent } from '../harness/random';
import { RawConnection, type RawResponse, requestHead } from '../harness/raw-http';
import { chunk } from '../harness/raw-http-parser';

// Node ends a request that takes longer than `server.requestTimeout` with 408, even while bytes flow, and
// `next start` leaves the five minutes of its default. Here the limit is two seconds.

const preload = path.join(import.meta.dirname, 'request-timeout-preload.cjs');
const limitMs = 2_000;
const content = randomContent(100_000, 'trickle');

/** Sends `content` as a stream of pieces over 2.5 times the limit. */
async function trickle(connection: RawConnection): Promise<void> {
  const pieces = 50;
  const pieceBytes = content.length / pieces;
  for (let piece = 0; piece < pieces; piece++) {
    if (!(await connection.send(chunk(content.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)))))
      return;
    // The time that passes is what is tested.
    await delay((limitMs * 2.5) / pieces);
  }
  await connection.send(chunk(''));
}

async function trickleTo(port: number, method: string, target: string): Promise<RawResponse> {
  const connection = await RawConnection.open(port);
  const headers: [string, string][] = [['Transfer-Encoding', 'chunked']];
  await connection.send(requestHead({ method, target, headers }));
  const sending = trickle(connection);
  const answer = await connection.response(method);
  await sending;
  connection.destroy();
  return answer;
}

test('without the hook of CyberDock, a server with this limit ends a slow upload with 408', async () => {
  const port = await freePort();
  const program = `
    require('node:http').createServer((request, response) => {
      request.resume().on('end', () => response.end('arrived')).on('error', () => {});
    }).listen(${port}, '127.0.0.1', () => console.log('listening'));`;
  const child = spawn(process.execPath, ['--require', preload, '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    const answer = await trickleTo(port, 'PUT', '/');
    expect(answer.status).toBe(408);
  } finally {
    child.kill('SIGKILL');
  }
});

test('with it, uploads that take 2.5 times the limit succeed', async () => {
  let server: CyberDock | undefined;
  try {
    server = await startCyberDock({ env: { NODE_OPTIONS: `--require ${JSON.stringify(preload)}` } });
    const { port } = server;
    const repository = new RepositoryClient(port, 'team/slow');
    const digest = digestOf(content);
    const [patched, put] = await Promise.all(['PATCH', 'PUT'].map(() => repository.startUpload()));
    if (patched === undefined || put === undefined) throw new Error('no upload sessions');
    const answers = await Promise.all([
      trickleTo(port, 'PATCH', patched.location),
      trickleTo(port, 'PUT', `${put.location}?digest=${digest}`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([202, 201]);
    expect((await repository.getBlob(digest)).body.equals(content)).toBe(true);
    expect((await repository.finishUpload(patched, digest)).status).toBe(201);
    repository.http.close();
  } finally {
    await server?.stop();
  }
});
