import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HttpClient } from '../harness/http-client';
import { Random, testSeed } from '../harness/random';
import { Arena } from './arena';
import { type CrashClient, Interrupted } from './client';
import { type Door, type Killable, nextDoor, plainDoor } from './doors';
import { resumeUploads, verifyBelief } from './verify';

// Two processes on one data folder, both pushed to; one of them is killed again and again. What it held of locks,
// upload sessions and temporary files must not stand in the way of the other.

/** No request of the survivor may take longer, in milliseconds: dead locks are seen at once, not waited out. */
const waitMsMax = 5_000;

/** A server and the connections of the clients to it. */
interface Reached {
  server: Killable;
  http: HttpClient;
}

async function reach(door: Door, root: string): Promise<Reached> {
  const server = await door(root);
  return { server, http: new HttpClient(server.port) };
}

/**
 * Pushes through either server. When the one dies, the other must at once show what was acknowledged and take over
 * the uploads that the dead one was receiving.
 */
async function push(
  client: CrashClient,
  random: Random,
  servers: { survivor: Reached; mortal: Reached | undefined; isOver: boolean },
): Promise<void> {
  while (!servers.isOver) {
    const { survivor, mortal } = servers;
    try {
      await client.step(mortal !== undefined && random.chance(0.6) ? mortal.http : survivor.http);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      const problems = [
        ...(await verifyBelief(survivor.http, client.belief, 'touched')),
        ...(await resumeUploads(survivor.http, client)),
      ];
      if (problems.length > 0) throw new Error(`seen by the survivor:\n${problems.join('\n')}`);
    }
  }
}

async function surviveNeighbour(
  doors: { survivor: Door; mortal: Door },
  kills: number,
  seed: number,
): Promise<void> {
  const random = new Random(seed);
  const arena = await Arena.open(random, 4);
  const servers = {
    survivor: await reach(doors.survivor, arena.root),
    mortal: (await reach(doors.mortal, arena.root)) as Reached | undefined,
    isOver: false,
  };
  const killing = async () => {
    for (; arena.kills < kills && !servers.isOver; arena.kills++) {
      await delay(random.integer(50, 500));
      const dying = servers.mortal;
      servers.mortal = undefined;
      await dying?.server.kill();
      dying?.http.close();
      servers.mortal = await reach(doors.mortal, arena.root);
    }
  };
  const end = () => {
    servers.isOver = true;
  };
  try {
    await Promise.all([
      killing().finally(end),
      ...arena.clients.map((client) => push(client, random.fork(), servers).finally(end)),
    ]);
    const slowestMs = Math.max(...arena.clients.map((client) => client.slowestMs));
    console.log(
      `seed ${seed}: ${arena.kills} kills, ${arena.acknowledged} acknowledged, slowest ${Math.round(slowestMs)} ms`,
    );
    expect(slowestMs).toBeLessThan(waitMsMax);
    expect(arena.acknowledged).toBeGreaterThan(kills * 20);
    for (const reached of [servers.survivor, servers.mortal]) {
      if (reached === undefined) throw new Error('a server is missing');
      await arena.verify(reached.server, 'everything');
      expect([0, 143]).toContain(await reached.server.stop());
    }
    await arena.remove();
  } finally {
    await servers.survivor.server.kill();
    await servers.mortal?.server.kill();
  }
}

test('a process that is killed 30 times does not hold up the other one on the same folder', async () => {
  const seed = testSeed();
  console.log(`TEST_SEED=${seed}`);
  await surviveNeighbour({ survivor: plainDoor, mortal: plainDoor }, 30, seed);
});

test('a plain server that is killed 10 times does not hold up next start on the same folder', async () => {
  const seed = testSeed();
  console.log(`TEST_SEED=${seed}`);
  await surviveNeighbour({ survivor: nextDoor, mortal: plainDoor }, 10, seed);
});
