import { createHash, randomBytes } from 'node:crypto';
import { HttpConnection, type Outgoing } from '../load/http-connection';
import type { RunningServer } from '../servers';
import { compareRanks, type Difference } from './rank-test';

/** Two requests that must not be told apart by how long their answers take. */
export interface Pair {
  what: string;
  tries: number;
  times: Difference;
}

/** Who asks, and what lies where. */
export interface RefusalSetup {
  server: RunningServer;
  /** May pull from and push to `own/*`, and nowhere else. */
  authorization: string;
  /** A digest that `sealed/app` holds, under the tag `v1` too. */
  digest: string;
}

/** Asks for what is forbidden and there, and for what is forbidden and not there, in a random order. */
export async function timeRefusals(setup: RefusalSetup, tries: number): Promise<Pair[]> {
  const { authorization, digest } = setup;
  const signedIn = { Authorization: authorization };
  const read = (method: string, name: string, headers: Record<string, string>): Outgoing => ({
    method,
    path: `/v2/${name}/manifests/v1`,
    headers,
  });
  const mount = (from: string): Outgoing => ({
    method: 'POST',
    path: `/v2/own/app/blobs/uploads/?mount=${digest}&from=${from}`,
    headers: { ...signedIn, 'Content-Length': '0' },
  });
  const head = (name: string): Outgoing => ({
    method: 'HEAD',
    path: `/v2/${name}/blobs/${digest}`,
    headers: signedIn,
  });
  const pairs: [what: string, tries: number, there: Outgoing, absent: Outgoing, status: number][] = [
    [
      'GET of a manifest',
      tries,
      read('GET', 'sealed/app', signedIn),
      read('GET', 'sealed/non', signedIn),
      403,
    ],
    ['the same without signing in', tries, read('GET', 'sealed/app', {}), read('GET', 'sealed/non', {}), 401],
    ['HEAD of a blob', tries, head('sealed/app'), head('sealed/non'), 403],
    ['a mount from there', Math.ceil(tries / 5), mount('sealed/app'), mount('sealed/non'), 202],
  ];
  const results: Pair[] = [];
  for (const [what, count, there, absent, status] of pairs) {
    const connection = new HttpConnection(setup.server.url);
    const times: [number[], number[]] = [[], []];
    const warmUp = Math.min(500, count);
    for (let at = 0; at < 2 * count + warmUp; at += 1) {
      const side = Math.random() < 0.5 ? 0 : 1;
      const startedAt = performance.now();
      const answer = await connection.request(side === 0 ? there : absent);
      const ms = performance.now() - startedAt;
      if (answer.status !== status) throw new Error(`${what} was answered ${answer.status}, not ${status}`);
      if (at >= warmUp) times[side].push(ms);
    }
    connection.close();
    results.push({ what, tries: count, times: compareRanks(...times) });
  }
  return results;
}

/** The bytes of a blob that only its number tells. */
export function numberedBlob(index: number, bytes: number): Buffer {
  const key = createHash('sha256').update(`blob ${index}`).digest();
  return Buffer.alloc(bytes, key);
}

/**
 * Pushes blobs to an own repository: such as another repository holds, whose files this process of the server has not
 * read yet, and such as nobody holds.
 * @param held how many blobs of `numberedBlob` another repository holds, from 0 on
 */
export async function timePushes(setup: RefusalSetup, held: number, bytes: number): Promise<Pair> {
  const connection = new HttpConnection(setup.server.url);
  const times: [number[], number[]] = [[], []];
  for (let index = 0; index < held; index += 1) {
    for (const side of Math.random() < 0.5 ? ([0, 1] as const) : ([1, 0] as const)) {
      const body = side === 0 ? numberedBlob(index, bytes) : randomBytes(bytes);
      const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
      const startedAt = performance.now();
      const { status } = await connection.request({
        method: 'POST',
        path: `/v2/own/app/blobs/uploads/?digest=${digest}`,
        headers: { Authorization: setup.authorization, 'Content-Type': 'application/octet-stream' },
        body,
      });
      if (status !== 201) throw new Error(`a push was answered ${status}`);
      times[side].push(performance.now() - startedAt);
    }
  }
  connection.close();
  const what = `push of ${Math.round(bytes / 1024)} KiB that another repository holds`;
  return { what, tries: held, times: compareRanks(...times) };
}
