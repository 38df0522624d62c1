import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { type CyberDock, projectFolder, startCyberDock } from '../harness/cyberdock';
import { type Answer, HttpClient } from '../harness/http-client';
import { expectStatus, RepositoryClient } from '../harness/push';
import { randomContent } from '../harness/random';
import { until } from '../harness/until';

// Two servers on one data folder: what is left of a quota is given away once, whichever of them is asked.

const mebibyte = 1024 * 1024;
const env = { CYBERDOCK_ACCESS_QUOTAS: JSON.stringify([{ namespaces: ['*'], bytes: '1MiB' }]) };

let root: string;
let servers: [CyberDock, CyberDock];
let clients: [HttpClient, HttpClient];

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'cyberdock-quotas-'));
  servers = [await startCyberDock({ root, env }), await startCyberDock({ root, env })];
  clients = [new HttpClient(servers[0].port), new HttpClient(servers[1].port)];
});
afterAll(async () => {
  for (const http of clients) http.close();
  for (const server of servers) await server.stop();
  await rm(root, { recursive: true, force: true });
});

const codeOf = (answer: Answer) => JSON.parse(String(answer.body)).errors[0].code;

/** What a namespace holds, as another process counts it after it has looked at the files. */
async function counted(namespace: string): Promise<{ usedBytes: number; usedRepositories: number }> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['bin/cyberdock', 'quota', 'list', '--json'],
    { cwd: projectFolder, env: { ...process.env, ...env, CYBERDOCK_STORAGE_ROOT: root } },
  );
  const { usage } = JSON.parse(stdout);
  return usage.find((one: { namespace: string }) => one.namespace === namespace);
}

/** Bytes of the blobs that the repositories of a namespace have, each repository for itself. */
async function onDisk(namespace: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(path.join(root, 'repositories', namespace))) {
    const blobs = path.join(root, 'repositories', namespace, name, 'blobs');
    for (const blob of await readdir(blobs)) bytes += (await stat(path.join(blobs, blob))).size;
  }
  return bytes;
}

describe('the last bytes of a quota', () => {
  test('go to one of two pushes that end at once in two servers; the other loses nothing, and ends once there is room', async () => {
    for (let round = 0; round < 8; round++) {
      const pushes = await Promise.all(
        clients.map(async (http, at) => {
          const repository = new RepositoryClient(http, `race-${round}/app-${at}`);
          const content = randomContent(600_000, `race ${round} ${at}`);
          const session = await repository.startUpload();
          expectStatus('PATCH', await repository.uploadStream(session, content, 65_536), 202);
          return { repository, content, digest: digestOf(content), session };
        }),
      );
      const answers = await Promise.all(
        pushes.map(({ repository, session, digest }) => repository.finishUpload(session, digest)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 403]);
      const [winner, loser] = answers[0]?.status === 201 ? pushes : [...pushes].reverse();
      if (!winner || !loser) throw new Error('there are two');
      expect(codeOf(answers.find(({ status }) => status === 403) as Answer)).toBe('DENIED');
      expect((await winner.repository.getBlob(winner.digest)).body.equals(winner.content)).toBe(true);
      expect((await loser.repository.headBlob(loser.digest)).status).toBe(404);
      expect(await loser.repository.uploadedBytes(loser.session)).toBe(loser.content.length);
      expectStatus('DELETE', await winner.repository.deleteBlob(winner.digest), 202);
      expectStatus('PUT', await loser.repository.finishUpload(loser.session, loser.digest), 201);
      expect((await loser.repository.getBlob(loser.digest)).body.equals(loser.content)).toBe(true);
    }
  });

  test('are given away to the last and not beyond, when many push to two servers', async () => {
    const piece = mebibyte / 16;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => {
        const repository = new RepositoryClient(clients[at % 2] as HttpClient, `full/app-${at % 5}`);
        return repository.pushMonolithic(randomContent(piece, `full ${at}`));
      }),
    );
    // Of uploads that are under way, each server keeps room for its own; so a few may be refused too early.
    const done = answers.filter(({ status }) => status === 201).length;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 403]));
    expect(done).toBeLessThanOrEqual(16);
    for (let at = done; at < 16; at++) {
      const repository = new RepositoryClient(clients[at % 2] as HttpClient, 'full/after');
      expectStatus('POST', await repository.pushMonolithic(randomContent(piece, `after ${at}`)), 201);
    }
    const last = new RepositoryClient(clients[0], 'full/after');
    expect((await last.pushMonolithic(Buffer.from('one byte too many'))).status).toBe(403);
    expect(await onDisk('full')).toBe(mebibyte);
    expect((await counted('full')).usedBytes).toBe(mebibyte);
  });
});

test('after a SIGKILL amid pushes, what counts is what is there, and the last bytes can be pushed', async () => {
  let isOver = false;
  const push = async (worker: number) => {
    const repository = new RepositoryClient(clients[1], `killed/app-${worker}`);
    for (let at = 0; !isOver; at++) {
      const content = randomContent(4_000, `killed ${worker} ${at}`);
      const answer = await repository.pushMonolithic(content).catch(() => undefined); // The server has died.
      if (answer?.status !== 201) return;
    }
  };
  const pushes = Array.from({ length: 8 }, (_, worker) => push(worker));
  await until('pushes under way', async () => (await onDisk('killed').catch(() => 0)) > 100_000);
  await servers[1].kill();
  isOver = true;
  await Promise.all(pushes);
  const held = await onDisk('killed');
  expect(held).toBeLessThan(mebibyte);
  // What had been claimed and never came is dropped once no push can be behind it any more: half a minute.
  await until('the count of what is there', async () => (await counted('killed')).usedBytes === held, 90_000);
  const rest = new RepositoryClient(clients[0], 'killed/rest');
  expectStatus('POST', await rest.pushMonolithic(randomContent(mebibyte - held, 'the rest')), 201);
  expect((await rest.pushMonolithic(Buffer.from('one byte too many'))).status).toBe(403);
});
