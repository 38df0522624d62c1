import { expect, test } from 'vitest';
import { Random, testSeed } from '../harness/random';
import { Arena, crashRepeatedly } from './arena';
import { type Door, nextDoor, plainDoor } from './doors';

// Run again what failed with TEST_SEED=<the seed that the run printed>.

async function survive(door: Door, clients: number, kills: number, seed: number): Promise<void> {
  const arena = await Arena.open(new Random(seed), clients);
  await crashRepeatedly(arena, door, kills);
  console.log(`seed ${seed}: ${arena.kills} kills, ${arena.acknowledged} acknowledged requests`);
  expect(arena.kills).toBe(kills);
  // A run in which next to nothing was pushed between the kills has shown nothing.
  expect(arena.acknowledged).toBeGreaterThan(kills * 15);
  await arena.remove();
}

test('what was acknowledged survives 140 kills of the plain server, and nothing half-written is seen', async () => {
  const seed = testSeed();
  console.log(`TEST_SEED=${seed}`);
  // Two folders at once: while one server starts, the other is being pushed to.
  await Promise.all([survive(plainDoor, 4, 70, seed), survive(plainDoor, 4, 70, seed + 1)]);
});

test('what was acknowledged survives 50 kills of next start, and nothing half-written is seen', async () => {
  const seed = testSeed();
  console.log(`TEST_SEED=${seed}`);
  await Promise.all([survive(nextDoor, 4, 25, seed), survive(nextDoor, 4, 25, seed + 1)]);
});
