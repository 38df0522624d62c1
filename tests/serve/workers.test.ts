import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import type { CyberDock } from '../harness/cyberdock';
import { HttpClient } from '../harness/http-client';
import { RepositoryClient } from '../harness/push';
import { randomContent } from '../harness/random';
import { RawConnection, requestHead } from '../harness/raw-http';
import { until } from '../harness/until';
import { runServe } from './run-serve';
import { prepareServing, startServing, tlsClient } from './serving';

const serving = prepareServing();
const start = (workers: number, env: Record<string, string> = {}) =>
  startServing({ CYBERDOCK_SERVER_WORKERS: String(workers), ...env });

/** The processes of the workers, oldest first. */
function workersOf({ pid }: CyberDock): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).map(Number);
}

/** The processes that answered requests of the distribution API by this method, as the log has them. */
function answeredBy({ output }: CyberDock, method: string): Set<number> {
  const lines = output().matchAll(/"pid":(\d+),"requestId".*?"method":"([A-Z]+)"/g);
  return new Set([...lines].filter(([, , each]) => each === method).map(([, pid]) => Number(pid)));
}

/** One request on a connection of its own. A connection that dies with a worker is tried again. */
async function ask(port: number): Promise<number> {
  return await until(
    'an answer',
    async () => {
      const client = new HttpClient(port);
      const answer = await client.request({ path: '/v2/' }).catch(() => undefined);
      client.close();
      return answer?.status;
    },
    60_000,
  );
}

test('several workers answer on one port, and an upload goes on in whichever', async () => {
  const server = await start(3);
  const workers = workersOf(server);
  expect(workers).toHaveLength(3);
  // Each request on a connection of its own, which whichever worker takes.
  const fresh = async <T>(work: (repository: RepositoryClient) => Promise<T>): Promise<T> => {
    const repository = new RepositoryClient(server.port, 'team/app');
    return await work(repository).finally(() => repository.http.close());
  };
  const session = await fresh((repository) => repository.startUpload());
  const pieces: Buffer[] = [];
  let offset = 0;
  await until(
    'all workers have taken a piece',
    async () => {
      const piece = randomContent(50_000, `piece ${pieces.length}`);
      expect((await fresh((repository) => repository.uploadChunk(session, offset, piece))).status).toBe(202);
      pieces.push(piece);
      offset += piece.length;
      return answeredBy(server, 'PATCH').size === workers.length;
    },
    120_000,
  );
  const content = Buffer.concat(pieces);
  const digest = digestOf(content);
  expect((await fresh((repository) => repository.finishUpload(session, digest))).status).toBe(201);
  for (let at = 0; at < 6; at++) {
    expect((await fresh((repository) => repository.getBlob(digest))).body.equals(content)).toBe(true);
  }
  expect([...answeredBy(server, 'PATCH')].sort()).toEqual([...workers].sort());
});

test('a worker that is killed is replaced, and the service goes on meanwhile', async () => {
  const server = await start(2);
  const [killed, spared] = workersOf(server);
  if (killed === undefined || spared === undefined) throw new Error('there are no workers');
  process.kill(killed, 'SIGKILL');
  await until('it is gone', () => !workersOf(server).includes(killed));
  for (let at = 0; at < 10; at++) expect(await ask(server.port)).toBe(200);
  expect(server.output()).toContain(`"worker":${killed},"how":"SIGKILL"`);

  const replaced = await until('another takes its place', () =>
    workersOf(server).find((pid) => pid !== spared),
  );
  await until(
    'the new one answers',
    async () => {
      await ask(server.port);
      return answeredBy(server, 'GET').has(replaced);
    },
    120_000,
  );
  // All at once: what listens is given up, and taken again.
  for (const pid of workersOf(server)) process.kill(pid, 'SIGKILL');
  await until('new workers answer', async () => (await ask(server.port)) === 200, 120_000);
  expect(server.fate()).toBe('runs');
});

test('SIGTERM to the first process lets the transfers of all workers finish', async () => {
  const server = await start(2, { CYBERDOCK_SERVER_DRAIN_TIMEOUT: '1h' });
  const repository = new RepositoryClient(server.port, 'team/app');
  const layer = randomContent(64_000_000, 'worker drain');
  const digest = await repository.pushBlob(layer);
  const downloads: RawConnection[] = [];
  for (let at = 0; at < 4; at++) {
    const download = await RawConnection.open(server.port);
    await download.send(requestHead({ target: `/v2/team/app/blobs/${digest}` }));
    await download.arrived(1_000);
    download.pause();
    downloads.push(download);
  }
  repository.http.close();
  const stopped = server.stop();
  await until('nobody listens any more', () =>
    RawConnection.open(server.port).then(
      (connection) => {
        connection.destroy();
        return false;
      },
      () => true,
    ),
  );
  expect(server.fate()).toBe('runs');
  for (const download of downloads) {
    download.resume();
    expect(digestOf((await download.response()).body)).toBe(digest);
  }
  expect(await stopped).toBe(143);
});

test('a worker whose first process is killed ends too, and the next start takes over', async () => {
  const server = await start(2);
  const workers = workersOf(server);
  await server.kill();
  const runs = (pid: number) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  await until('the workers are gone', () => !workers.some(runs), 60_000);
  const again = await startServing({ CYBERDOCK_SERVER_WORKERS: '2' }, { root: server.root });
  expect(await ask(again.port)).toBe(200);
});

test('the metrics are those of all workers', async () => {
  const server = await start(3);
  const asked = 30;
  for (let at = 0; at < asked; at++) expect(await ask(server.port)).toBe(200);
  for (let at = 0; at < 3; at++) {
    const client = new HttpClient(server.port);
    const text = String((await client.request({ path: '/metrics' })).body);
    client.close();
    expect(text).toContain(
      `cyberdock_http_requests_total{route="/v2/",method="GET",status="200"} ${asked}\n`,
    );
    expect(text).toContain(`cyberdock_build_info{version="0.1.0",node="${process.version}"} 1\n`);
    expect(text).toContain('\ncyberdock_ready 1\n');
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('several workers speak TLS', async () => {
  const server = await start(2, serving.tls);
  await until(
    'both have answered',
    async () => {
      const http = tlsClient(server.port, serving.authority);
      expect((await http.request({ path: '/v2/' })).status).toBe(200);
      http.close();
      return answeredBy(server, 'GET').size === 2;
    },
    120_000,
  );
});

test('what keeps a worker from serving at the start ends the start, and is said', async () => {
  const { code, output } = await runServe({ CYBERDOCK_SERVER_WORKERS: '2' });
  expect(code).toBe(1);
  expect(output).toContain('/dev/null/never');
  expect(output).toMatch(/A worker ended with 1 before it served\.\n$/);
});
