import { setTimeout as delay } from 'node:timers/promises';
import { startCyberDock } from '../../harness/cyberdock';
import { HttpClient } from '../../harness/http-client';
import { type ContentSize, generate } from './content';

/** How long reads of manifests took. */
export interface Waits {
  reads: number;
  /** What 999 of 1,000 took no longer than, in milliseconds. */
  p999: number;
  /** In milliseconds. */
  longest: number;
  /** From the server's readiness to the last read, in seconds. */
  seconds: number;
}

const warmUpReads = 2_000;
const secondsMin = 10;
const secondsMax = 600;

/**
 * Reads manifests, one after the other, while the server collects garbage by its schedule: once a second, from its start.
 * @param collects false: by a server that collects nothing, for comparison
 * @throws when a read is not answered 200, or the collection is not done in ten minutes
 */
export async function readsMeanwhile(root: string, size: ContentSize, collects: boolean): Promise<Waits> {
  const paths = manifestPaths(size);
  let isDone = !collects;
  const server = await startCyberDock({
    root,
    env: {
      CYBERDOCK_LOG_LEVEL: 'info',
      CYBERDOCK_STORAGE_MIN_FREE_SPACE: '0B',
      CYBERDOCK_MAINTENANCE_COLLECTION_INTERVAL: collects ? '1s' : '0s',
      CYBERDOCK_MAINTENANCE_SCRUB_PERIOD: '0s',
    },
    onOutput: (text) => {
      isDone ||= /"kind":"collection".*maintenance has run/.test(text);
    },
  });
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const client = new HttpClient(server.port);
  const times: number[] = [];
  try {
    for (let at = 0; !isDone || seconds() < secondsMin; at++) {
      if (seconds() > secondsMax) throw new Error(`no collection was done:\n${server.output().slice(-500)}`);
      const path = paths[at % paths.length] ?? '';
      const sentAt = performance.now();
      const { status } = await client.request({ path });
      if (status !== 200) throw new Error(`${path} was answered ${status}`);
      // The first ones wait for code that is compiled, not for the collection.
      if (at >= warmUpReads) times.push(performance.now() - sentAt);
      await delay(1);
    }
    times.sort((a, b) => a - b);
    const p999 = times[Math.ceil(times.length * 0.999) - 1] ?? Number.NaN;
    return { reads: times.length, p999, longest: times.at(-1) ?? Number.NaN, seconds: seconds() };
  } finally {
    client.close();
    await server.stop();
  }
}

/** So few that each was read before it counts; none that a change deletes. */
function manifestPaths(size: ContentSize): string[] {
  const paths: string[] = [];
  for (const { name, images } of generate({ ...size, repositories: 1 })) {
    paths.push(...images.slice(10).map(({ tag }) => `/v2/${name}/manifests/${tag}`));
  }
  return paths;
}
